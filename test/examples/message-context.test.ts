import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { servicesWithContext } from '../../examples/shop/run/message-context';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function servicesOf(bundle: string, wanted?: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  folders.push(folder);
  writeFileSync(join(folder, 'index.js'), bundle);
  return [...servicesWithContext(folder, wanted === undefined ? {} : { LAMBDA_TRACING_MESSAGE_CONTEXT: wanted })].sort();
}

const LEFT = 'var a = require("@aws-sdk/client-sqs"), b = require("@aws-sdk/client-eventbridge"), c = require("@aws-sdk/client-kinesis"), d = require("@aws-sdk/client-dynamodb");';

test.each<[what: string, bundle: string, wanted: string | undefined, services: string[]]>([
  ['no payload is touched unless that is asked for', LEFT, undefined, ['sqs']],
  ['with all, payloads are too', LEFT, 'all', ['events', 'kinesis', 'sqs']],
  ['with none, no message is', LEFT, 'none', []],
  ['an ES module leaves clients to the runtime as well', 'import { SNSClient } from "@aws-sdk/client-sns";', undefined, ['sns']],
  ['minified', 'import{SNSClient as a}from"@aws-sdk/client-sns";', undefined, ['sns']],
  ['a bundled client is out of reach, and its words are no import', 'throw new Error("load @aws-sdk/client-sns"); // node_modules/@aws-sdk/client-sns/dist-cjs', 'all', []],
])('%s', (_, bundle, wanted, services) => {
  expect(servicesOf(bundle, wanted)).toEqual(services);
});
