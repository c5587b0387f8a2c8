import { isMainThread, BroadcastChannel } from 'node:worker_threads';
import { ExtensionPoll } from './extension/extension-poll';
import { FLUSH_CHANNEL } from './extension/flush-channel';
import { registration } from './extension/registration';
import { backendOf } from './settings/backend';

/*
 * Managed Instances only: handlers run in worker threads, signals reach the main thread alone. This is loaded into every thread and
 * does its work in the main one: it registers for no event, which is what brings SIGTERM, and passes that on. The children of user
 * code are main threads too, so they must not inherit it.
 */
if (isMainThread) {
  const options = process.env.NODE_OPTIONS?.replace(/\s*--require \S*\/cdk-lambda-tracing\/main-thread\.cjs/, '').trim();
  if (options) process.env.NODE_OPTIONS = options;
  else delete process.env.NODE_OPTIONS;
}

if (isMainThread && ['otlp', 'zipkin'].includes(backendOf())) {
  const channel = new BroadcastChannel(FLUSH_CHANNEL);
  channel.unref();
  const api = process.env.AWS_LAMBDA_RUNTIME_API;
  void registration([]).then((extension) => {
    if (extension && api) new ExtensionPoll(extension, api).ready();
  });
  const listener = () => {
    channel.postMessage('flush');
    setTimeout(() => {
      process.off('SIGTERM', listener);
      if (process.listenerCount('SIGTERM') === 0) process.kill(process.pid, 'SIGTERM');
    }, 300);
  };
  process.on('SIGTERM', listener);
}
