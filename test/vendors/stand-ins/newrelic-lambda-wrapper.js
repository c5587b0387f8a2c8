// Stands in for the module of the same name in New Relic's layer: sets what that one sets, and hands the user's function, by require, to the real agent.
require('./newrelic-environment.cjs');
const newrelic = require('newrelic');
const { required } = require('./users-handler.cjs');

exports.handler = newrelic.setLambdaHandler(required(process.env.NEW_RELIC_LAMBDA_HANDLER));
