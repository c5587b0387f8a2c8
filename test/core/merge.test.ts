import * as fc from 'fast-check';
import { FunctionModel, InstrumentationPlan, PackageType, TracingLayer, TracingLevel, TracingSecret } from '../../src';
import { problemWithPlan } from '../../src/core/check-plan';
import { FunctionChange, isConflict, merge, MergeOptions } from '../../src/core/merge';
import { layerArn, model } from '../support/sample-function';

const WRAPPER = 'AWS_LAMBDA_EXEC_WRAPPER';

function attempt(facts: Partial<FunctionModel>, plan: Partial<InstrumentationPlan>, options: Partial<MergeOptions> = {}) {
  const whole = { level: TracingLevel.CODE, ...plan };
  return problemWithPlan(whole, 'vendor') ?? merge(model(facts), whole, { provider: 'vendor', ...options });
}

function change(...args: Parameters<typeof attempt>): FunctionChange {
  const result = attempt(...args);
  if (isConflict(result)) { throw new Error(result.message); }
  return result;
}

function conflict(...args: Parameters<typeof attempt>): { id: string; message: string } {
  const result = attempt(...args);
  if (!isConflict(result)) { throw new Error('no conflict'); }
  return { id: result.id.split(':')[1], message: result.message };
}

const layers = (count: number, name = 'own') => Array.from({ length: count }, (_, index) => layerArn(`${name}${index}`));
const planned = (count: number) => layers(count, 'planned').map(TracingLayer.fromArn);

describe('a conflict', () => {
  test('is a wrapper of the user\'s', () => {
    expect(conflict({ environment: { [WRAPPER]: '/opt/mine' } }, { execWrapper: '/opt/vendor' }))
      .toEqual({ id: 'execWrapperTaken', message: 'AWS_LAMBDA_EXEC_WRAPPER is already /opt/mine and a function has one; vendor needs /opt/vendor' });
  });

  test.each<[string, Partial<InstrumentationPlan>]>([
    ['wrapper', { execWrapper: '/opt/vendor' }], ['handler', { handlerRedirect: { handler: 'vendor.handler', originalHandlerVariable: 'ORIGINAL' } }],
  ])('is the wrapper of the Web Adapter, which starts the handler as a program, where the plan has a %s', (_, plan) => {
    const expected = { id: 'webAdapter', message: 'AWS_LAMBDA_EXEC_WRAPPER is /opt/bootstrap, of the AWS Lambda Web Adapter, which starts run.sh as a web server: there is no handler function to trace' };
    expect(conflict({ handler: 'run.sh', environment: { [WRAPPER]: '/opt/bootstrap' } }, plan)).toEqual(expected);
    expect(conflict({ handler: 'run.sh' }, plan, { environment: { [WRAPPER]: '/opt/bootstrap' } })).toEqual(expected);
  });

  test('is a wrapper whose value is not known', () => {
    expect(conflict({ unresolvedEnvironment: [WRAPPER] }, { execWrapper: '/opt/vendor' }).message).toContain('already set by an intrinsic function');
  });

  test('is a wrapper that the user has configured for tracing', () => {
    expect(conflict({}, { execWrapper: '/opt/vendor' }, { environment: { [WRAPPER]: '/opt/configured' } })).toMatchObject({ id: 'execWrapperTaken' });
  });

  test.each(['PassThrough', '{"Ref":"Mode"}'])('is a tracing mode of %s where the plan needs Active', (tracingMode) => {
    expect(conflict({ tracingMode }, { activeTracing: true })).toEqual({ id: 'activeTracingRefused', message: `the tracing mode is set to ${tracingMode}, and vendor needs Active` });
  });

  test('is a layer on a function with code signing', () => {
    expect(conflict({ codeSigned: true }, { layers: planned(1) }).id).toBe('codeSigning');
  });

  test('is the variable for the original handler where the user, or configure(), has set it', () => {
    const plan = { handlerRedirect: { handler: 'vendor.handler', originalHandlerVariable: 'ORIGINAL' } };
    expect(conflict({ environment: { ORIGINAL: 'x' } }, plan)).toEqual({ id: 'handlerVariableTaken', message: 'ORIGINAL is already set, and vendor needs it for the original handler' });
    expect(conflict({ unresolvedEnvironment: ['ORIGINAL'] }, plan).id).toBe('handlerVariableTaken');
    expect(conflict({}, plan, { environment: { ORIGINAL: 'x' } }).id).toBe('handlerVariableTaken');
  });

  test('is a region without the layer, where the region is known', () => {
    const plan = { layers: [TracingLayer.fromArnByRegion({ 'eu-west-1': layerArn('a') })] };
    expect(conflict({ region: 'ap-south-1' }, plan)).toEqual({ id: 'regionNotServed', message: 'vendor publishes no layer for nodejs22.x in region ap-south-1' });
    expect(conflict({ region: 'ap-south-1', runtime: undefined }, plan).message).toContain('for an unknown runtime');
    expect(change({ region: undefined }, plan).layers).toHaveLength(1);
    expect(change({ region: 'eu-west-1' }, plan).layers).toHaveLength(1);
  });

  test.each<[string, Partial<InstrumentationPlan>]>([
    ['layers', { layers: planned(1) }], ['no command', { handlerRedirect: { handler: 'a.b', originalHandlerVariable: 'ORIGINAL' } }],
  ])('is a container image where the plan has %s', (what, plan) => {
    expect(conflict({ packageType: PackageType.IMAGE, handler: undefined }, plan)).toMatchObject({ id: 'planInvalid', message: expect.stringContaining(what) });
  });

  test('is a plan that is wrong in itself', () => {
    expect(conflict({}, { environment: { AWS_REGION: 'x' } }).id).toBe('variableReserved');
  });
});

describe('no conflict', () => {
  test('is the same wrapper, set by hand', () => {
    expect(change({ environment: { [WRAPPER]: '/opt/vendor' } }, { execWrapper: '/opt/vendor' })).toMatchObject({ environment: {}, notes: [] });
  });

  test('is a wrapper of the user\'s where the plan needs none', () => {
    expect(change({ environment: { [WRAPPER]: '/opt/mine' } }, { environment: { AB: 'c' } }).environment).toEqual({ AB: 'c' });
  });

  test.each([undefined, 'Active'])('is a tracing mode of %s where the plan needs Active', (tracingMode) => {
    expect(change({ tracingMode }, { activeTracing: true })).toMatchObject({
      activeTracing: true, permissions: [{ actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], resources: ['*'] }],
    });
  });

  test('is any tracing mode where the plan does not care', () => {
    expect(change({ tracingMode: 'PassThrough' }, {})).toMatchObject({ activeTracing: false, permissions: [] });
  });

  test('is code signing where nothing is added that needs signing', () => {
    expect(change({ codeSigned: true }, { activeTracing: true }).activeTracing).toBe(true);
    expect(change({ codeSigned: true, layers: layers(1, 'planned') }, { layers: planned(1) }).layers).toEqual([]);
  });

  test('is a container image whose command is known, where the plan has another handler', () => {
    const plan = { handlerRedirect: { handler: 'a.b', originalHandlerVariable: 'ORIGINAL' } };
    expect(change({ packageType: PackageType.IMAGE, handler: 'mine.handler' }, plan)).toMatchObject({ handler: 'a.b', environment: { ORIGINAL: 'mine.handler' } });
  });

  test('is a container image where the plan sets variables only', () => {
    expect(change({ packageType: PackageType.IMAGE }, { environment: { AB: 'c' } }).environment).toEqual({ AB: 'c' });
  });

  test('is a layer deployed with the app, in any region', () => {
    const layer = TracingLayer.fromAsset('/layers/nodejs', 'nodejs');
    expect(change({ region: 'ap-south-1' }, { layers: [layer] }).layers).toEqual([layer]);
  });
});

describe('layers', () => {
  const counts = [0, 1, 2, 3, 4, 5];
  const table = counts.flatMap((own) => counts.map((added): [number, number] => [own, added]));

  test.each(table)('%d of the user\'s and %d planned fit up to five', (own, added) => {
    const result = attempt({ layers: layers(own) }, { layers: planned(added) });
    if (own + added > 5 && added > 0) {
      expect(result).toMatchObject({ id: 'cdk-lambda-tracing:tooManyLayers', message: `${own + added} layers with those of vendor; Lambda takes 5` });
    } else {
      expect(result).toMatchObject({ layers: planned(added) });
    }
  });

  test('that are already there take no room', () => {
    expect(change({ layers: layers(5) }, { layers: [TracingLayer.fromArn(layers(5)[2])] }).layers).toEqual([]);
  });
});

describe('the environment', () => {
  /** A plan whose variables fill the environment to the byte. */
  const filling = (bytes: number, unit = 'x') => {
    const left = bytes - 'FILL'.length;
    const value = unit.repeat(Math.floor(left / Buffer.byteLength(unit)));
    return value + 'x'.repeat(left - Buffer.byteLength(value));
  };

  test.each([['x'], ['é'], ['€'], ['😀']])('may take 4,096 bytes and not one more, filled with %s', (unit) => {
    expect(change({}, { environment: { FILL: filling(4096, unit) } }).environment.FILL).toBeDefined();
    expect(conflict({}, { environment: { FILL: filling(4097, unit) } }))
      .toEqual({ id: 'environmentTooLarge', message: '4097 bytes of environment variables with those of vendor; Lambda takes 4096' });
  });

  test.each<[string, Partial<FunctionModel>, Partial<InstrumentationPlan>, number]>([
    ['the user\'s own', { environment: { MINE: 'abc' } }, {}, 7],
    ['a wrapper', {}, { execWrapper: '/opt/w' }, WRAPPER.length + 6],
    ['an original handler', {}, { handlerRedirect: { handler: 'a.b', originalHandlerVariable: 'ORIGINAL' } }, 'ORIGINAL'.length + 'index.handler'.length],
    ['a secret\'s name', {}, { secrets: [{ secret: TracingSecret.fromSecretsManagerName('key'), variable: 'KEY' }] }, 6],
    ['what is appended to nothing', {}, { appendedEnvironment: { NODE_OPTIONS: '--x' } }, 'NODE_OPTIONS'.length + 3],
    ['what is appended to a value', { environment: { NODE_OPTIONS: '--y' } }, { appendedEnvironment: { NODE_OPTIONS: '--x' } }, 'NODE_OPTIONS'.length + 7],
    ['what is appended to an unknown value', { unresolvedEnvironment: ['NODE_OPTIONS'] }, { appendedEnvironment: { NODE_OPTIONS: '--x' } }, 4],
    ['what is set and appended', {}, { environment: { NODE_OPTIONS: '--y' }, appendedEnvironment: { NODE_OPTIONS: '--x' } }, 'NODE_OPTIONS'.length + 7],
  ])('is counted with %s', (_, facts, plan, bytes) => {
    const full = (more: number) => attempt(facts, { ...plan, environment: { ...plan.environment, FILL: filling(4096 - bytes + more) } });
    expect(isConflict(full(0))).toBe(false);
    expect(full(1)).toMatchObject({ id: 'cdk-lambda-tracing:environmentTooLarge', message: expect.stringMatching(/^4097 bytes/) });
  });

  test('that the user has overfilled is no reason to refuse a plan that adds nothing to it', () => {
    expect(change({ environment: { FILL: filling(5000) } }, { activeTracing: true }).activeTracing).toBe(true);
  });

  test('is the provider\'s, then what was configured, then the function\'s own', () => {
    const result = change({ environment: { CC: 'own' } }, { environment: { AA: 'plan', BB: 'plan', CC: 'plan' } }, { environment: { BB: 'configured', CC: 'configured', DD: 'configured' } });
    expect(result.environment).toEqual({ AA: 'plan', BB: 'configured', DD: 'configured' });
    expect(result.notes.map(({ message }) => message)).toEqual(['CC already set by the function, so the values of vendor were not used']);
  });

  test('keeps values that are not known, and says so', () => {
    const { environment, notes } = change({ unresolvedEnvironment: ['BB', 'AA'] }, { environment: { BB: 'x', AA: 'y' } });
    expect(environment).toEqual({});
    expect(notes[0].message).toMatch(/^AA, BB already set/);
  });

  test('says nothing of a value that is the same', () => {
    expect(change({ environment: { AA: 'x' } }, { environment: { AA: 'x' } }).notes).toEqual([]);
  });

  test('takes a name that every object has for a name like others', () => {
    expect(change({}, { environment: { constructor: 'x', toString: 'y' }, appendedEnvironment: { valueOf: 'z' } }))
      .toMatchObject({ environment: { constructor: 'x', toString: 'y' }, appended: { valueOf: { text: 'z' } }, notes: [] });
  });
});

describe('appended variables', () => {
  test.each([['NODE_OPTIONS', ' '], ['JAVA_TOOL_OPTIONS', ' '], ['PYTHONPATH', ':']])('%s is joined by %j', (name, separator) => {
    expect(change({ environment: { [name]: 'mine' } }, { appendedEnvironment: { [name]: 'ours' } }))
      .toMatchObject({ environment: {}, appended: { [name]: { separator, text: 'ours' } } });
  });

  test('are left alone where the text is an item already', () => {
    expect(change({ environment: { NODE_OPTIONS: '-r a --import b' } }, { appendedEnvironment: { NODE_OPTIONS: '--import b' } }).appended).toEqual({});
    expect(change({ environment: { PYTHONPATH: '/opt/a:/opt/b' } }, { appendedEnvironment: { PYTHONPATH: '/opt/a' } }).appended).toEqual({});
  });

  test('are extended where the text is only a part of an item', () => {
    expect(change({ environment: { PYTHONPATH: '/opt/abc' } }, { appendedEnvironment: { PYTHONPATH: '/opt/a' } }).appended).toHaveProperty('PYTHONPATH');
  });

  test('do not lose what configure() sets for the same variable', () => {
    expect(change({}, { appendedEnvironment: { NODE_OPTIONS: '--ours' } }, { environment: { NODE_OPTIONS: '--configured' } }))
      .toMatchObject({ environment: { NODE_OPTIONS: '--configured --ours' }, appended: {} });
  });

  test('do not double what configure() sets for the same variable', () => {
    expect(change({}, { appendedEnvironment: { NODE_OPTIONS: '--ours' } }, { environment: { NODE_OPTIONS: '-x --ours' } }).environment).toEqual({ NODE_OPTIONS: '-x --ours' });
  });
});

describe('a handler redirect', () => {
  const handlerRedirect = { handler: 'vendor.handler', originalHandlerVariable: 'ORIGINAL' };

  test('moves the user\'s handler to the variable', () => {
    expect(change({}, { handlerRedirect })).toMatchObject({ handler: 'vendor.handler', environment: { ORIGINAL: 'index.handler' }, originalHandlerVariable: undefined });
  });

  test('moves what the provider says instead', () => {
    expect(change({}, { handlerRedirect: { ...handlerRedirect, originalHandler: 'other.handler' } }).environment).toEqual({ ORIGINAL: 'other.handler' });
  });

  test('leaves it to the applier where the handler is not known', () => {
    expect(change({ handler: undefined }, { handlerRedirect })).toMatchObject({ handler: 'vendor.handler', environment: {}, originalHandlerVariable: 'ORIGINAL' });
  });
});

test('a plan that changes neither wrapper nor handler goes with the Web Adapter', () => {
  expect(change({ environment: { [WRAPPER]: '/opt/bootstrap' } }, { activeTracing: true }).activeTracing).toBe(true);
});

describe('secrets', () => {
  const secret = TracingSecret.fromSecretsManagerName('otlp-key');

  test('are named in their variable and granted', () => {
    expect(change({}, { secrets: [{ secret, variable: 'KEY_NAME' }, { secret, variable: 'KEY_ARN', byArn: true }] })).toMatchObject({
      environment: { KEY_NAME: 'otlp-key', KEY_ARN: 'arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:otlp-key' },
      permissions: [...secret.readPermissions, ...secret.readPermissions],
    });
  });

  test.each<[string, Partial<FunctionModel>, Partial<MergeOptions>]>([
    ['the function names', { environment: { KEY_NAME: 'mine' } }, {}], ['configure() names', {}, { environment: { KEY_NAME: 'mine' } }],
  ])('are not granted where %s another', (_, facts, options) => {
    expect(change(facts, { secrets: [{ secret, variable: 'KEY_NAME' }] }, options).permissions).toEqual([]);
  });
});

test('permissions are those of active tracing, then the plan\'s; notes are the plan\'s, then ours', () => {
  const permission = { actions: ['logs:PutLogEvents'], resources: ['*'] };
  const note = { id: 'vendor:note', message: 'something to know' };
  const result = change({ environment: { AA: 'own' }, layers: [layerArn('planned0', 9)] }, {
    permissions: [permission], activeTracing: true, notes: [note], environment: { AA: 'plan' }, layers: planned(1),
  });
  expect(result.permissions[1]).toBe(permission);
  expect(result.notes.map(({ id }) => id)).toEqual(['vendor:note', 'cdk-lambda-tracing:layerVersionKept', 'cdk-lambda-tracing:userValueKept']);
});

describe('as properties', () => {
  const name = fc.constantFrom('AA', 'BB', 'CC', 'ORIGINAL', 'NODE_OPTIONS', 'PYTHONPATH', WRAPPER);
  const plainName = fc.constantFrom('AA', 'BB', 'CC', 'ORIGINAL', 'NODE_OPTIONS', 'PYTHONPATH');
  const value = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('/opt/a', '--import x', '', '💥'));
  const dictionary = (names: fc.Arbitrary<string>) => fc.dictionary(names, value, { noNullPrototype: true });
  const facts: fc.Arbitrary<FunctionModel> = fc.record({
    environment: dictionary(name),
    unresolvedEnvironment: fc.uniqueArray(fc.constantFrom('DD', 'EE'), { maxLength: 2 }),
    layers: fc.uniqueArray(fc.constantFrom(...layers(6)), { maxLength: 5 }),
    tracingMode: fc.constantFrom(undefined, 'Active', 'PassThrough'),
    handler: fc.constantFrom(undefined, 'index.handler'),
    region: fc.constantFrom(undefined, 'eu-west-1'),
    codeSigned: fc.boolean(),
  }).map(model);
  const plan: fc.Arbitrary<InstrumentationPlan> = fc.record({
    level: fc.constant(TracingLevel.CODE),
    environment: dictionary(fc.oneof(plainName, fc.constantFrom('DD', 'FF'))),
    appendedEnvironment: dictionary(fc.constantFrom('NODE_OPTIONS', 'PYTHONPATH')),
    layers: fc.uniqueArray(fc.constantFrom(...layers(6)), { maxLength: 3 }).map((arns) => arns.map(TracingLayer.fromArn)),
    execWrapper: fc.constantFrom(undefined, '/opt/a', '/opt/b'),
    handlerRedirect: fc.constantFrom(undefined, { handler: 'vendor.handler', originalHandlerVariable: 'ORIGINAL' }),
    activeTracing: fc.boolean(),
  });
  const configured = fc.option(dictionary(name), { nil: undefined });

  /** The function as it will be: the way every applier has to read a change. */
  function applied(before: FunctionModel, made: FunctionChange): FunctionModel {
    const environment: Record<string, string> = { ...before.environment, ...made.environment };
    for (const [variable, { separator, text }] of Object.entries(made.appended)) {
      environment[variable] = variable in before.environment ? before.environment[variable] + separator + text : text;
    }
    return {
      ...before, environment,
      unresolvedEnvironment: [...before.unresolvedEnvironment, ...(made.originalHandlerVariable ? [made.originalHandlerVariable] : [])],
      handler: made.handler ?? before.handler,
      layers: [...before.layers, ...made.layers.map((layer) => layer.arn!)],
      tracingMode: made.activeTracing ? 'Active' : before.tracingMode,
    };
  }

  test('no value of the user\'s is lost or changed, but for what is appended to it', () => {
    fc.assert(fc.property(facts, plan, configured, (before, wanted, environment) => {
      const made = merge(before, wanted, { provider: 'vendor', environment });
      fc.pre(!isConflict(made));
      const after = applied(before, made as FunctionChange);
      expect(after.layers.slice(0, before.layers.length)).toEqual(before.layers);
      expect(after.unresolvedEnvironment.slice(0, before.unresolvedEnvironment.length)).toEqual(before.unresolvedEnvironment);
      for (const [variable, own] of Object.entries(before.environment)) {
        expect(after.environment[variable].startsWith(own)).toBe(true);
        if (!Object.hasOwn(wanted.appendedEnvironment!, variable)) { expect(after.environment[variable]).toBe(own); }
      }
      for (const variable of before.unresolvedEnvironment) { expect((made as FunctionChange).environment).not.toHaveProperty(variable); }
      if (before.tracingMode !== undefined) { expect(after.tracingMode).toBe(before.tracingMode); }
    }), { numRuns: 500 });
  });

  test('what configure() sets arrives wherever the function does not set it itself', () => {
    fc.assert(fc.property(facts, plan, dictionary(name), (before, wanted, environment) => {
      const made = merge(before, wanted, { provider: 'vendor', environment });
      fc.pre(!isConflict(made));
      const after = applied(before, made as FunctionChange);
      for (const [variable, text] of Object.entries(environment).filter(([candidate]) => !(candidate in before.environment))) {
        expect(after.environment[variable].startsWith(text)).toBe(true);
      }
    }), { numRuns: 500 });
  });

  test('merging twice is the same as once', () => {
    fc.assert(fc.property(facts, plan, configured, (before, wanted, environment) => {
      const once = merge(before, wanted, { provider: 'vendor', environment });
      fc.pre(!isConflict(once));
      const after = applied(before, once as FunctionChange);
      const twice = merge(after, wanted, { provider: 'vendor', environment });
      // A redirect is refused the second time, since the handler must not be redirected to itself.
      if (isConflict(twice)) {
        expect([twice.id, wanted.handlerRedirect]).toEqual(['cdk-lambda-tracing:handlerVariableTaken', expect.anything()]);
      } else {
        expect(applied(after, twice)).toEqual(after);
      }
    }), { numRuns: 500 });
  });

  test('what comes out fits: five layers, 4 KB and names that Lambda takes', () => {
    fc.assert(fc.property(facts, plan, configured, (before, wanted, environment) => {
      const made = merge(before, wanted, { provider: 'vendor', environment });
      fc.pre(!isConflict(made));
      const after = applied(before, made as FunctionChange);
      expect(after.layers.length).toBeLessThanOrEqual(5);
      expect(new Set(after.layers).size).toBe(after.layers.length);
      expect(Object.entries(after.environment).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0)).toBeLessThanOrEqual(4096);
    }), { numRuns: 300 });
  });

  test('model, plan and options are only read', () => {
    const frozen = <T>(thing: T): T => {
      if (typeof thing === 'object' && thing !== null) { Object.values(Object.freeze(thing)).forEach(frozen); }
      return thing;
    };
    fc.assert(fc.property(facts, plan, configured, (before, wanted, environment) => {
      expect(() => merge(frozen(before), frozen(wanted), frozen({ provider: 'vendor', environment }))).not.toThrow();
    }));
  });
});
