import type { FunctionFacts } from '../../../cli/verify/assembly/function-facts';
import { bothWays } from '../../../cli/verify/dynamic/both-ways';
import { medianStart } from '../../../cli/verify/dynamic/median-start';
import { activity, Run } from '../../../cli/verify/dynamic/start';
import { Comparison, Start, verdictOf } from '../../../cli/verify/verdict';
import { reported } from '../assembly';

const facts = (more: Partial<FunctionFacts> = {}): FunctionFacts => ({ path: 'Shop/Orders/Resource', logicalId: 'Orders1', reported: reported(), layers: [], environment: {}, ...more } as FunctionFacts);
const known = (variables: { [name: string]: string }) => Object.fromEntries(Object.entries(variables).map(([name, text]) => [name, { text, known: true }]));
const changes = (more: object) => reported({ changes: { ...reported().changes!, ...more } });

describe('a function without tracing', () => {
  test('has none of the variables and layers that were added', () => {
    const { without, with: traced } = bothWays(facts({
      handler: 'index.handler', environment: known({ OWN: '1', AWS_LAMBDA_EXEC_WRAPPER: '/opt/w' }),
      layers: [{ name: 'own', ours: false, asset: { kind: 'lost', why: '' } }, { name: 'tracer', ours: true, asset: { kind: 'lost', why: '' } }],
    }), ['/own', '/tracer']);
    expect(without).toEqual({ handler: 'index.handler', environment: { OWN: '1' }, layers: ['/own'] });
    expect(traced).toEqual({ handler: 'index.handler', environment: { OWN: '1', AWS_LAMBDA_EXEC_WRAPPER: '/opt/w' }, layers: ['/own', '/tracer'] });
  });

  test('has the handler that the user wrote', () => {
    const { without } = bothWays(facts({ handler: '/opt/x.handler', environment: known({ LAMBDA_TRACING_HANDLER: 'src/app.main' }), reported: changes({ handler: '/opt/x.handler', environment: ['LAMBDA_TRACING_HANDLER'] }) }), []);
    expect(without).toMatchObject({ handler: 'src/app.main', environment: {} });
  });

  test('has the options that the user gave, without those that load from a layer', () => {
    const { without } = bothWays(facts({ environment: known({ NODE_OPTIONS: '--enable-source-maps --require /opt/tracer.js --import=/opt/x.mjs' }), reported: changes({ environment: ['NODE_OPTIONS'] }) }), []);
    expect(without.environment).toEqual({ NODE_OPTIONS: '--enable-source-maps' });
  });
});

describe('OTEL_SDK_DISABLED=true', () => {
  const run = (seen: Partial<Run['seen']> = {}): Run => ({ start: { status: 'success', ms: 1, cpuMs: 1, rssBytes: 1 }, spans: [], seen: { extensions: [], complaints: [], ...seen } });
  const variables = (wrapper: string) => known({ OTEL_SDK_DISABLED: 'true', ...(wrapper === '' ? {} : { AWS_LAMBDA_EXEC_WRAPPER: wrapper }) });

  test.each<[string, string, string, boolean]>([
    ["this package's layer, by its wrapper", '/opt/cdk-lambda-tracing/wrapper', 'index.handler', false],
    ["this package's layer, by its handler", '', '/opt/cdk-lambda-tracing/handler.handler', false],
    ["OpenTelemetry's own wrapper", '/opt/otel-handler', '/opt/wrapped.handler', false],
    ["AWS's distribution", '/opt/otel-instrument', '/opt/wrapped.handler', false],
    ['a tracer of its own kind', '/opt/datadog_wrapper', '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler', true],
    ['a tracer of its own kind that redirects', '', '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler', true],
  ])('and %s', (_, wrapper, handler, active) => {
    expect(activity(facts({ environment: variables(wrapper) }), run(), run({ handler })).active).toBe(active);
  });
});

describe('a verdict', () => {
  const start = (more: Partial<Start> = {}): Start => ({ status: 'success', ms: 100, cpuMs: 50, rssBytes: 1, ...more });
  const answers = (one: string, other: string, more: object = {}) => ({
    without: { status: 'success', text: one, ms: 1 }, with: { status: 'success', text: other, ms: 1 }, varies: false, spans: 1, invocationSpan: true, ...more,
  });
  test.each<[what: string, comparison: Partial<Comparison>, verdict: string, why: RegExp | undefined]>([
    ['starts both ways', {}, 'proven', undefined],
    ['starts, and nothing of the tracer is seen', { active: false, inactive: 'nothing was seen' }, 'broken', /nothing was seen/],
    ['starts only without', { with: start({ status: 'error', error: 'TypeError: x' }) }, 'broken', /without tracing it starts, with tracing it fails to start \(TypeError: x\)/],
    ['starts only with', { without: start({ status: 'error', error: 'x' }) }, 'broken', /without tracing it fails to start/],
    ['fails the same way', { without: start({ status: 'error', error: 'no db at 10.0.0.1:5432 (id 1)' }), with: start({ status: 'error', error: 'no db at 10.0.0.2:5433 (id 2)' }) }, 'fails anyway', /with tracing and without/],
    ['fails otherwise', { without: start({ status: 'error', error: 'no db' }), with: start({ status: 'error', error: 'no module' }) }, 'broken', /no module/],
    ['never finishes its start, both ways', { without: start({ status: 'timeout' }), with: start({ status: 'timeout' }) }, 'fails anyway', /does not finish its start/],
    ['never finishes its start with', { with: start({ status: 'timeout' }) }, 'broken', /with tracing it does not finish/],
    ['answers the same', { answers: answers('1', '1') }, 'proven', undefined],
    ['answers otherwise', { answers: answers('1', '2') }, 'broken', /answers otherwise/],
    ['answers differently each time', { answers: answers('1', '2', { varies: true }) }, 'proven', undefined],
    ['fails when it is invoked with tracing', { answers: answers('1', '1', { with: { status: 'timeout', text: '', ms: 1 } }) }, 'broken', /answers otherwise with tracing \(timeout\)/],
    ['answers, and sends no span of it', { answers: answers('1', '1', { spans: 0, invocationSpan: false }) }, 'broken', /no span of the invocation/],
  ])('on one that %s', (_, comparison, verdict, why) => {
    const result = verdictOf(facts(), [], { without: start(), with: start(), active: true, ...comparison });
    expect(result.verdict).toBe(verdict);
    if (why === undefined) { expect(result.why).toBeUndefined(); } else { expect(result.why).toMatch(why); }
  });
});

describe('several starts', () => {
  const start = (ms: number, status = 'success') => ({ status, ms, cpuMs: 10 * ms, rssBytes: 100 * ms });

  test.each<[number[], number]>([[[5], 5], [[9, 1, 5], 5], [[9, 1, 5, 3], 4]])('%j come to the median', (all, expected) => {
    expect(medianStart(all.map((ms) => start(ms)))).toEqual(start(expected));
  });

  test('of which one fails have failed', () => {
    expect(medianStart([start(1), start(2, 'timeout'), start(3, 'error')])).toEqual(start(2, 'timeout'));
  });
});
