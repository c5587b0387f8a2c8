export * from './function-tracing';
