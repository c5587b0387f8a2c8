// Stands in for the module of the same name in Instana's layer: the user's function, by require, wrapped by the real library.
const instana = require('@instana/aws-lambda');
const { required } = require('./users-handler.cjs');

const wrapped = instana.wrap(required(process.env.LAMBDA_HANDLER));
exports.handler = (event, context) => wrapped(event, context);
