import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { edgeFunctions, functionsIn, optOutTag, TemplateFunction } from './function-scan';
import { LayerPlacement, LayerResources } from './layer-placement';
import { markOf, optOutIn } from './mark';
import { codeBytes, modelOf } from './model-of';
import { nestedIn } from './nested-templates';
import { substituted } from './placeholders';
import { RoleStatements } from './role-statements';
import { entryOf, loopsIn, reportOf } from './template-report';
import { otherInstrumentation } from '../../src/catalog/other-instrumentation';
import { deprecatedRuntime } from '../../src/catalog/runtimes';
import type { TracingReport } from '../../src/contract/report';
import { problemWithPlan } from '../../src/core/check-plan';
import { Diagnostic } from '../../src/core/diagnostic';
import { diagnostic } from '../../src/core/diagnostics';
import { FUNCTION_SHAPES, unreadableProperties, WEB_FUNCTION } from '../../src/core/function-facts';
import { FunctionModel } from '../../src/core/function-model';
import { FunctionChange, isConflict } from '../../src/core/merge';
import { mergeLocked } from '../../src/core/merge-locked';
import { PathGlob } from '../../src/core/path-glob';
import type { NamedLock } from '../../src/core/pin-layers';
import { ITracingProvider } from '../../src/core/provider';
import { TracingLayer } from '../../src/core/tracing-layer';
import { TextEditor } from '../text/text-editor';
import { isPlainObject, TextSource } from '../text/text-source';

/** What is wanted of a template. */
export interface TraceOptions {
  readonly file: string;
  readonly provider: ITracingProvider;
  readonly stack: string;
  readonly region?: string;
  /** Patterns over logical ids. */
  readonly includePaths?: readonly string[];
  readonly excludePaths?: readonly string[];
  readonly samplingRatio?: number;
  readonly environment?: { readonly [name: string]: string };
  readonly layer: LayerPlacement;
  /** What pins the layers. */
  readonly lock?: NamedLock;
}

/** A template with tracing, and what was done. */
export interface TracedTemplate {
  readonly report: TracingReport;
  /** Files that are layers, and functions that need them: the placement has to say where they come from. */
  readonly layerFiles: ReadonlyMap<string, readonly string[]>;
  /** The text, once it is known where layers come from. */
  text(): string;
}

/** Traces the functions of a template: model, decision, merge as in a CDK app; only the reading and the writing are other. */
export function traceTemplate(source: TextSource, options: TraceOptions): TracedTemplate {
  const editor = new TextEditor(source, options.file);
  const roles = new RoleStatements(source.data, editor);
  const layers = new LayerResources(source.data, editor, options.layer, options.region);
  const edge = edgeFunctions(source.data);
  const layerFiles = new Map<string, string[]>();
  const functions = functionsIn(source.data).map((fn) => {
    const done = markOf(fn);
    if (done !== undefined) { return done; }
    const model = fn.type === WEB_FUNCTION ? undefined : modelOf(fn, options);
    const decided = exclusionOf(fn, edge, options) ?? changeFor(fn, model!, editor, options);
    if (isReason(decided)) { return entryOf(fn, model, options, { reason: decided }); }
    for (const { assetPath } of decided.layers) {
      if (assetPath !== undefined) { layerFiles.set(assetPath, [...layerFiles.get(assetPath) ?? [], fn.logicalId]); }
    }
    apply(fn, decided, editor, decided.layers.map((layer) => layers.valueOf(layer, digestOf)));
    const more = [deprecatedRuntime(model!.runtime), roles.grant(fn, decided.permissions)].filter((note) => note !== undefined);
    const entry = entryOf(fn, model, options, { change: decided, notes: [...decided.notes, ...more] });
    editor.set(['Resources', fn.logicalId, 'Metadata', 'LambdaTracing'], entry);
    return entry;
  });
  roles.write();
  const nested = nestedIn(source.data, options.file, options.stack);
  return { text: () => editor.text(), report: reportOf([...functions, ...nested.functions], [...loopsIn(source), ...nested.diagnostics]), layerFiles };
}

/** Of a layer that is a file; it is read once. */
const digests = new Map<string, string>();
function digestOf(path: string): string {
  const digest = digests.get(path) ?? createHash('sha256').update(readFileSync(path)).digest('hex');
  digests.set(path, digest);
  return digest;
}

function exclusionOf(fn: TemplateFunction, edge: ReadonlyMap<string, string>, { includePaths, excludePaths }: TraceOptions): Diagnostic | undefined {
  const { logicalId } = fn;
  const optOut = optOutIn(fn);
  if (optOut !== undefined) { return diagnostic('optedOut', { scope: logicalId, reason: optOut.expires === undefined ? optOut.reason : `${optOut.reason} (until ${optOut.expires})` }); }
  const tag = optOutTag(fn.properties);
  if (tag?.toLowerCase() === 'off') { return diagnostic('optedOut', { scope: logicalId, reason: `tag lambda-tracing=${tag}` }); }
  const covers = (pattern: string) => new PathGlob(pattern).covers(logicalId);
  const excluding = excludePaths?.find(covers);
  if (excluding !== undefined) { return diagnostic('excluded', { by: `excludePaths (${excluding})` }); }
  if (includePaths !== undefined && !includePaths.some(covers)) { return diagnostic('notIncluded', { scope: 'the template' }); }
  const by = edge.get(logicalId);
  if (by !== undefined) { return diagnostic('edgeFunction', { by }); }
  return fn.type === WEB_FUNCTION ? diagnostic('webFunction') : undefined;
}

function changeFor(fn: TemplateFunction, model: FunctionModel, editor: TextEditor, options: TraceOptions): FunctionChange | Diagnostic {
  const { provider } = options;
  const unreadable = unreadableProperties(fn.properties);
  if (unreadable !== undefined) { return unreadable; }
  const problem = ['Layers', 'Environment.Variables', 'Handler', FUNCTION_SHAPES[fn.type].tracingMode, 'Policies']
    .map((path) => editor.problemAt(['Resources', fn.logicalId, 'Properties', ...path.split('.')])).find((found) => found !== undefined)
    ?? editor.problemAt(['Resources', fn.logicalId, 'Metadata', 'LambdaTracing']);
  if (problem !== undefined) { return diagnostic('sharedYaml', { what: problem }); }
  try {
    const { plan, reason } = provider.decide(model);
    if (plan === undefined) { return reason!; }
    const { arn } = options.layer;
    const placed = { ...plan, layers: plan.layers?.map((layer) => (layer.assetPath !== undefined && arn !== undefined ? TracingLayer.fromArn(arn) : layer)) };
    return problemWithPlan(placed, provider.name) ?? otherInstrumentation(model, placed)
      ?? mergeLocked(model, placed, { provider: provider.name, environment: options.environment }, options.lock, () => codeBytes(fn, options.file));
  } catch (error) {
    return diagnostic('providerFailed', { provider: provider.name, error: (error as Error).message });
  }
}

function isReason(decided: FunctionChange | Diagnostic): decided is Diagnostic {
  return isConflict(decided);
}

function apply({ logicalId, type, properties }: TemplateFunction, change: FunctionChange, editor: TextEditor, layers: readonly unknown[]): void {
  const path = ['Resources', logicalId, 'Properties'];
  const former = (properties.Environment?.Variables ?? {}) as { readonly [name: string]: unknown };
  const variable = (name: string, value: unknown) => editor.set([...path, 'Environment', 'Variables', name], value);
  if (change.handler !== undefined) { editor.set([...path, 'Handler'], change.handler); }
  layers.forEach((layer) => editor.append([...path, 'Layers'], layer));
  Object.entries(change.environment).forEach(([name, value]) => variable(name, substituted(value)));
  Object.entries(change.appended).forEach(([name, { separator, text }]) => variable(name, joined(former[name], separator, text)));
  if (change.originalHandlerVariable !== undefined) { variable(change.originalHandlerVariable, properties.Handler); }
  if (change.activeTracing) { editor.set([...path, ...FUNCTION_SHAPES[type].tracingMode.split('.')], 'Active'); }
}

function joined(users: unknown, separator: string, text: string): unknown {
  if (users === undefined || users === null) { return text; }
  return isPlainObject(users) ? { 'Fn::Join': ['', [users, separator + text]] } : String(users) + separator + text;
}
