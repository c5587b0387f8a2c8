// Stands in for the module of the same name in Instana's layer: the user's function, by import, wrapped by the real library.
const instana = require('@instana/aws-lambda');
const { imported } = require('./users-handler.cjs');

exports.handler = async (event, context) => instana.wrap(await imported(process.env.LAMBDA_HANDLER))(event, context);
