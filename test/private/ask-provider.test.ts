import { App } from 'aws-cdk-lib';
import { Decision, FunctionModel, ITracingProvider, LambdaTracing, mixins, TracingLayer, TracingLevel } from '../../src';
import { app, templateOf } from '../support/app';
import { answering, fakeProvider } from '../support/fake-provider';
import { variablesIn } from '../support/function-in';
import { l2, layerArn, OneFunction } from '../support/sample-function';
import { expectUntouched, reportedIn, withAndWithout } from '../support/with-and-without';

const { FunctionTracing } = mixins;
const fnOf = (root: App) => (root.node.findChild('Stack') as OneFunction).fn;
const mix = (provider: ITracingProvider) => (root: App) => { fnOf(root).with(new FunctionTracing({ provider })); };

/** A provider that decides as the function says, however wrongly. */
const deciding = (decide: () => unknown): ITracingProvider => ({ name: 'garbage', decide: decide as () => Decision });

describe('a provider that fails', () => {
  const failures: [string, ITracingProvider, string][] = [
    ['throws an Error', deciding(() => { throw new Error('no such layer'); }), 'providerFailed: garbage failed: no such layer'],
    ['throws a string', deciding(() => { throw 'no such layer'; }), 'providerFailed: garbage failed: no such layer'],
    ['throws nothing', deciding(() => { throw undefined; }), 'providerFailed: garbage failed: undefined'],
    ['throws an error of another kind', deciding(() => { throw new DOMException('no such layer'); }), 'providerFailed: garbage failed: no such layer'],
    ['throws something without a text', deciding(() => { throw Object.create(null); }), 'providerFailed: garbage failed: '],
    ['returns nothing', answering(undefined), 'providerFailed: garbage failed: it returned no decision'],
    ['returns null', answering(null), 'providerFailed: garbage failed: it returned no decision'],
    ['returns a number', answering(5), 'providerFailed: garbage failed: it returned no decision'],
    ['returns a promise', answering(Promise.resolve(Decision.instrument({ level: TracingLevel.CODE }))), 'providerFailed: garbage failed: it gave neither a plan nor a reason'],
    ['returns an empty object', answering({}), 'providerFailed: garbage failed: it gave neither a plan nor a reason'],
    ['returns a null plan', answering({ plan: null }), 'providerFailed: garbage failed: it gave neither a plan nor a reason'],
    ['returns a null plan from the factory', answering(Decision.instrument(null as never)), 'providerFailed: garbage failed: it gave neither'],
    ['returns a text for a reason', answering(Decision.skip('no' as never)), 'providerFailed: garbage failed: it gave neither a plan nor a reason'],
    ['returns a reason without an id', answering(Decision.skip({ message: 'no' } as never)), 'providerFailed: garbage failed: it gave neither'],
    ['returns a reason without a message', answering(Decision.skip({ id: 'garbage:no' } as never)), 'providerFailed: garbage failed: it gave neither'],
    ['returns a number for a plan', answering({ plan: 5 }), 'planInvalid: the plan of garbage cannot be carried out: it is number'],
    ['returns a text for a plan', answering({ plan: 'everything' }), 'planInvalid: the plan of garbage cannot be carried out: it is string'],
    ['returns a list for a plan', answering({ plan: [] }), 'planInvalid: the plan of garbage cannot be carried out: it is a list'],
    ['returns a plan without a level', answering({ plan: {} }), 'planInvalid: the plan of garbage cannot be carried out: level is undefined'],
    ['returns a text for layers', answering({ plan: { level: 'CODE', layers: 'arn' } }), 'planInvalid: the plan of garbage cannot be carried out: layers must be a list'],
    ['returns a layer that is none', answering({ plan: { level: 'CODE', layers: [{ arn: 5 }] } }), 'planInvalid: the plan of garbage cannot be carried out: layers[0]'],
    ['returns a note that is none', answering({ plan: { level: 'CODE', notes: [undefined] } }), 'planInvalid: the plan of garbage cannot be carried out: notes[0]'],
    ['returns a value that is none', answering({ plan: { level: 'CODE', environment: { AB: {} } } }), 'planInvalid: the plan of garbage cannot be carried out: the value of AB'],
    ['returns a permission that is none', answering({ plan: { level: 'CODE', permissions: [{ actions: 'a:b', resources: '*' }] } }), 'planInvalid'],
    ['has a plan that throws when it is read', answering({ plan: { level: 'CODE', get layers() { throw new Error('not ready'); } } }), 'planInvalid: the plan of garbage cannot be carried out: not ready'],
    ['wants a reserved variable', fakeProvider({ environment: { AWS_REGION: 'x' } }), 'variableReserved'],
    ['wants a sixth layer', fakeProvider({ layers: [1, 2, 3, 4, 5, 6].map((n) => TracingLayer.fromArn(layerArn(`l${n}`))) }), 'tooManyLayers: 6 layers with those of fake; Lambda takes 5'],
    ['wants more than 4 KB', fakeProvider({ layers: [TracingLayer.fromArn(layerArn('l'))], environment: { AB: 'x'.repeat(4096) } }), 'environmentTooLarge: 4103 bytes'],
    ['publishes nothing here', fakeProvider({ layers: [TracingLayer.fromArnByRegion({ 'us-east-1': layerArn('l') })] }), 'regionNotServed'],
    ['has no name', { decide: () => { throw new Error('x'); } } as unknown as ITracingProvider, 'providerFailed: '],
    ['has a name that throws', { get name(): string { throw new Error('x'); }, decide: () => Decision.instrument({} as never) }, 'planInvalid'],
    ['has neither a name nor a class', Object.assign(Object.create(null) as ITracingProvider, { decide: () => undefined }), 'providerFailed'],
    ['changes a fact', { name: 'garbage', decide: (model: { -readonly [name in keyof FunctionModel]: FunctionModel[name] }) => { model.runtime = 'x'; return Decision.instrument({ level: TracingLevel.CODE }); } }, 'providerFailed'],
    ['changes the facts', deciding(() => undefined) && { name: 'garbage', decide: (model: FunctionModel) => { model.layers.push('x'); return Decision.instrument({ level: TracingLevel.CODE }); } }, 'providerFailed'],
  ];

  test.each(failures)('because it %s leaves the function as it was and says so once, with path and fix', (_, provider, message) => {
    const build = (root: App) => { new OneFunction(root, 'Stack', { environment: { MINE: 'x' } }); };
    const comparison = withAndWithout(build, mix(provider));
    expectUntouched(comparison);
    const { path, status, diagnostics, changes } = reportedIn(comparison.root);
    expect({ path, status, changes }).toEqual({ path: 'Stack/Fn/Resource', status: 'skipped', changes: undefined });
    expect(diagnostics.map((entry) => `${entry.id.split(':')[1]}: ${entry.message}`)).toEqual([expect.stringContaining(message)]);
    expect(diagnostics[0].fix).toBeTruthy();
    expect(comparison.traced.output).toContain(diagnostics[0].message.slice(0, 20));
    expect(comparison.traced.output).toContain('Stack/Fn');
  });

  test('with an object is reported without its stack, which has paths of this machine', () => {
    const thrown = { [Symbol.for('nodejs.util.inspect.custom')]: () => `Odd: broken\n    at ${__filename}:1:1` };
    const root = app();
    new OneFunction(root);
    LambdaTracing.of(root).add(deciding(() => { throw thrown; }));
    templateOf(root);
    expect(reportedIn(root).diagnostics[0].message).toBe('garbage failed: Odd: broken');
  });

  test.each([['a folder', '/srv', 'broken: app.js, see https://example.com'], ['the root', '/', 'broken: /srv/app.js, see https://example.com']])('is reported by paths from the folder of the app, in %s', (_, folder, expected) => {
    const cwd = jest.spyOn(process, 'cwd').mockReturnValue(folder);
    try {
      const root = app();
      new OneFunction(root);
      LambdaTracing.of(root).add(deciding(() => { throw new Error('broken: /srv/app.js, see https://example.com'); }));
      templateOf(root);
      expect(reportedIn(root).diagnostics[0].message).toBe(`garbage failed: ${expected}`);
    } finally {
      cwd.mockRestore();
    }
  });

  test('for one function does not keep it from others', () => {
    const root = app();
    const stack = new OneFunction(root);
    l2(stack, 'Other');
    LambdaTracing.of(root).add({
      name: 'half', decide: ({ path }) => { if (path.includes('Other')) { throw new Error('x'); } return Decision.instrument({ level: TracingLevel.CODE, environment: { AB: 'c' } }); },
    });
    const template = templateOf(root);
    expect([variablesIn(template, 'Fn'), variablesIn(template, 'Other')]).toEqual([{ AB: 'c' }, {}]);
  });
});

describe('in an app in another language, where jsii sets JSII_AGENT', () => {
  beforeEach(() => { process.env.JSII_AGENT = 'Python/3.11'; });
  afterEach(() => { delete process.env.JSII_AGENT; });

  function variablesFrom(change: (model: { -readonly [name in keyof FunctionModel]: FunctionModel[name] }) => void): object | undefined {
    const root = app();
    new OneFunction(root);
    LambdaTracing.of(root).add({ name: 'foreign', decide: (model) => { change(model); return Decision.instrument({ level: TracingLevel.CODE, environment: { AB: 'c' } }); } });
    return variablesIn(templateOf(root), 'Fn');
  }

  test('the facts take a mark, as jsii puts it on what it hands to another language', () => {
    expect(variablesFrom((model) => { Object.defineProperty(model, Symbol('id'), { value: 1 }); })).toEqual({ AB: 'c' });
  });

  test('the facts cannot be changed either', () => {
    expect(variablesFrom((model) => { model.runtime = 'x'; })).toEqual({});
  });
});
