// Stands in for the module of the same name in Lumigo's layer: a plain handler around the user's, loaded as its format asks, wrapped by the real tracer.
const lumigo = require('@lumigo/tracer')({});
const { imported } = require('./users-handler.cjs');

exports.handler = async (event, context) => lumigo.trace(await imported(process.env.LUMIGO_ORIGINAL_HANDLER))(event, context);
