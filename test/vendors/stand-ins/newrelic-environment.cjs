process.env.NEW_RELIC_APP_NAME ||= process.env.AWS_LAMBDA_FUNCTION_NAME;
process.env.NEW_RELIC_DISTRIBUTED_TRACING_ENABLED ||= 'true';
process.env.NEW_RELIC_NO_CONFIG_FILE ||= 'true';
process.env.NEW_RELIC_TRUSTED_ACCOUNT_KEY ||= process.env.NEW_RELIC_ACCOUNT_ID;
