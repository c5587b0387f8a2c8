import { readFileSync } from 'fs';
import { join } from 'path';
import { copyPackages, nearestSdk, runtimePackages } from '../../../cli/verify/dynamic/aws-sdk';
import { folderWith } from '../assembly';

describe("the SDK that Lambda's runtime brings", () => {
  const packages = () => folderWith({
    'node_modules/@aws-sdk/client-s3/package.json': { dependencies: { '@smithy/core': '1', 'tslib': '2' } }, 'node_modules/@aws-sdk/client-s3/dist-types/x.d.ts': '',
    'node_modules/@smithy/core/package.json': {}, 'node_modules/tslib/package.json': {}, 'node_modules/express/package.json': {}, 'app/lib/x.js': '',
  });

  test('is what a function imports and does not have', () => {
    const code = folderWith({ 'index.js': 'require("@aws-sdk/client-s3"); require("@aws-sdk/own/x"); "@aws-sdk/not-imported"', 'lib/a.mjs': 'import {x} from"@smithy/core"', 'node_modules/@aws-sdk/own/package.json': {}, 'node_modules/y/i.js': 'require("@aws-sdk/z")' });
    expect(runtimePackages(code)).toEqual(['@aws-sdk/client-s3', '@smithy/core']);
  });

  test('is copied with what it needs, and nothing else', () => {
    const [from, to] = [packages(), folderWith({})];
    expect(nearestSdk(join(from, 'app/lib'))).toBe(join(from, 'node_modules'));
    expect(copyPackages(['@aws-sdk/client-s3', '@aws-sdk/client-sqs'], join(from, 'node_modules'), to)).toEqual(['@aws-sdk/client-sqs']);
    expect(() => readFileSync(join(to, '@smithy/core/package.json'))).not.toThrow();
    expect(() => readFileSync(join(to, 'tslib/package.json'))).not.toThrow();
    expect(() => readFileSync(join(to, 'express/package.json'))).toThrow();
    expect(() => readFileSync(join(to, '@aws-sdk/client-s3/dist-types/x.d.ts'))).toThrow();
  });
});
