import { RUNTIMES, invocationSpans, withLambda, type Lambda } from './lambda';
import type { InvokeResult, ReceivedSpan } from '../../../../sandbox';

export interface Seen {
  readonly client: ReceivedSpan[];
  readonly invocation: ReceivedSpan;
  readonly lambda: Lambda;
  readonly result: InvokeResult;
}

/** Runs a handler body once, with `url` of a back end in scope, and gives what it sent. */
export async function run(body: string, options: { runtime?: (typeof RUNTIMES)[number]; spans?: number; timeoutSeconds?: number } = {}): Promise<Seen> {
  const source = `
    const http = require('node:http');
    const get = (url, options = {}) => new Promise((ok, no) => {
      const request = http.request(url, options, (res) => { let text = ''; res.on('data', (d) => text += d); res.on('end', () => ok({ status: res.statusCode, text })); });
      request.on('error', no); request.end(options.body);
    });
    exports.handler = async ({ url }) => { ${body} };
  `;
  return withLambda({ files: { 'index.js': source }, ...options }, async (lambda) => {
    lambda.backEnd.behaviour = ({ path }) => path.startsWith('/status/') ? { status: Number(path.split('/')[2]) } : { status: 200, body: 'hello' };
    const result = await lambda.invoke({ url: lambda.backEnd.url });
    const spans = await lambda.spans(options.spans ?? 2);
    return { client: spans.filter(({ kind }) => kind === 'client'), invocation: invocationSpans(spans)[0], lambda, result };
  });
}
