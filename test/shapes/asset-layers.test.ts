import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, BootstraplessSynthesizer, CfnResource, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as servicecatalog from 'aws-cdk-lib/aws-servicecatalog';
import { entry, plainFunction, properties, reason, synthesize, TestProvider } from './synthesis';
import { LambdaTracing, TracingLayer } from '../../src';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'layer-'));
  writeFileSync(join(folder, 'tracer.js'), 'first');
});
afterEach(() => rmSync(folder, { recursive: true }));

const provider = () => new TestProvider({ layers: [TracingLayer.fromAsset(folder, 'our-tracer')] });
const versions = (template: any) => Object.entries<any>(template.Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::LayerVersion');

describe('a layer that is deployed with the app', () => {
  test.each<[string, (app: App) => Stack]>([
    ['a stack without bootstrap', (app) => new Stack(app, 'Shop', { synthesizer: new BootstraplessSynthesizer() })],
    ['a product of Service Catalog without asset bucket', (app) => new servicecatalog.ProductStack(new Stack(app, 'Portfolio'), 'Shop')],
  ])('is not for %s, which takes no assets: the function stays as it was', (_, stackIn) => {
    const build = (traced: boolean) => synthesize((app) => {
      plainFunction(stackIn(app), 'Fn');
      if (traced) { LambdaTracing.of(app).add(provider()); }
    });
    const traced = build(true);

    expect(reason(traced, traced.report!.functions[0].path)).toBe('noAssets');
    expect(traced.templates).toEqual(build(false).templates);
  });

  test.each([[498, 'traced'], [499, 'skipped'], [500, 'skipped']])('is for a stack of %i other resources where there is room for it: the function is %s', (others, status) => {
    const build = (traced: boolean) => synthesize((app) => {
      const stack = new Stack(app, 'Shop');
      const fn = plainFunction(stack, 'Fn');
      for (let i = fn.node.findAll().filter(CfnResource.isCfnResource).length; i < others; i++) { new CfnResource(stack, `Topic${i}`, { type: 'AWS::SNS::Topic' }); }
      if (traced) { LambdaTracing.of(app).add(provider()); }
    });
    const traced = build(true);

    expect(entry(traced, 'Shop/Fn/Resource').status).toBe(status);
    if (status === 'skipped') {
      expect(reason(traced, 'Shop/Fn/Resource')).toBe('stackFull');
      expect(traced.templates).toEqual(build(false).templates);
    }
  });

  test('is one resource per stack, directly under it, whatever the number of functions', () => {
    const traced = synthesize((app) => {
      for (const id of ['Shop', 'Stock']) {
        const stack = new Stack(app, id);
        ['Fn1', 'Fn2', 'Fn3'].forEach((fn) => plainFunction(stack, fn));
      }
      LambdaTracing.of(app).add(provider());
    });

    for (const id of ['Shop', 'Stock']) {
      const [[logicalId, { Properties }], ...more] = versions(traced.templates[id]);
      expect(more).toEqual([]);
      expect(Properties.Description).toBe('our-tracer');
      expect(properties(traced.templates[id], 'Fn2').Layers).toEqual([{ Ref: logicalId }]);
      expect(entry(traced, `${id}/Fn2/Resource`).changes!.layers).toEqual(['our-tracer (deployed with the app)']);
    }
    expect(traced.findings).toEqual([]);
  });

  test('has its content in its logical id, so that a new layer makes a new function version', () => {
    const synthesized = (content: string) => {
      const other = mkdtempSync(join(tmpdir(), 'layer-'));
      writeFileSync(join(other, 'tracer.js'), content);
      const { templates } = synthesize((app) => {
        const stack = new Stack(app, 'Shop');
        new lambda.Alias(stack, 'Live', { aliasName: 'live', version: plainFunction(stack, 'Fn').currentVersion });
        LambdaTracing.of(app).add(new TestProvider({ layers: [TracingLayer.fromAsset(other, 'our-tracer')] }));
      });
      rmSync(other, { recursive: true });
      return { layer: versions(templates.Shop)[0][0], version: Object.keys(templates.Shop.Resources).find((id) => id.includes('CurrentVersion')) };
    };
    const [first, again, changed] = [synthesized('one'), synthesized('one'), synthesized('two')];

    expect(again).toEqual(first);
    expect(changed.layer).not.toBe(first.layer);
    expect(changed.version).not.toBe(first.version);
  });

  test('that is not there is a reason, not a crash', () => {
    const traced = synthesize((app) => {
      plainFunction(new Stack(app, 'Shop'), 'Fn');
      LambdaTracing.of(app).add(new TestProvider({ layers: [TracingLayer.fromAsset(join(folder, 'nowhere'), 'our-tracer')] }));
    });

    expect(reason(traced, 'Shop/Fn/Resource')).toBe('noAssets');
  });
});
