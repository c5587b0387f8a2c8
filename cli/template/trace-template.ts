import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { decisionOf, TraceOptions } from './decision';
import { edgeFunctions, functionsIn, TemplateFunction } from './function-scan';
import { LayerResources } from './layer-placement';
import { markOf } from './mark';
import { nestedIn } from './nested-templates';
import { substituted } from './placeholders';
import { RoleStatements } from './role-statements';
import { entryOf, loopsIn } from './template-report';
import { deprecatedRuntime } from '../../src/catalog/runtimes';
import type { TracingReport } from '../../src/contract/report';
import { FUNCTION_SHAPES } from '../../src/core/function-facts';
import { FunctionChange, isConflict } from '../../src/core/merge';
import { reportOf } from '../../src/core/report';
import { TextEditor } from '../text/text-editor';
import { isPlainObject, TextSource } from '../text/text-source';

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
    const { model, decided } = decisionOf(fn, { edge, editor, path: fn.logicalId }, options);
    if (isConflict(decided)) { return entryOf(fn, model, options, { reason: decided }); }
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
  const nested = nestedIn(source.data, options);
  return { text: () => editor.text(), report: reportOf([...functions, ...nested.functions], [...loopsIn(source), ...nested.diagnostics]), layerFiles };
}

/** Of a layer that is a file; it is read once. */
const digests = new Map<string, string>();
function digestOf(path: string): string {
  const digest = digests.get(path) ?? createHash('sha256').update(readFileSync(path)).digest('hex');
  digests.set(path, digest);
  return digest;
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
