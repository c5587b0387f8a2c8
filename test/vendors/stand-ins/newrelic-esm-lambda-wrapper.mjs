// Stands in for the module of the same name in New Relic's layer: as the other, by import.
import './newrelic-environment.cjs';
import newrelic from 'newrelic';
import finder from './users-handler.cjs';

export const handler = newrelic.setLambdaHandler(await finder.imported(process.env.NEW_RELIC_LAMBDA_HANDLER));
