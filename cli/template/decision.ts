import { optOutTag, TemplateFunction } from './function-scan';
import { LayerPlacement } from './layer-placement';
import { optOutIn } from './mark';
import { codeBytes, modelOf } from './model-of';
import { otherInstrumentation } from '../../src/catalog/other-instrumentation';
import { problemWithPlan } from '../../src/core/check-plan';
import { Diagnostic } from '../../src/core/diagnostic';
import { diagnostic } from '../../src/core/diagnostics';
import { FUNCTION_SHAPES, unreadableProperties, WEB_FUNCTION } from '../../src/core/function-facts';
import { FunctionModel } from '../../src/core/function-model';
import { FunctionChange } from '../../src/core/merge';
import { mergeLocked } from '../../src/core/merge-locked';
import { PathGlob } from '../../src/core/path-glob';
import type { NamedLock } from '../../src/core/pin-layers';
import { ITracingProvider } from '../../src/core/provider';
import { TracingLayer } from '../../src/core/tracing-layer';
import { TextEditor } from '../text/text-editor';

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

/** Where a function is. */
export interface Place {
  /** Functions at the edge, and by what. */
  readonly edge: ReadonlyMap<string, string>;
  readonly editor: TextEditor;
  /** Patterns are over it and over the logical id, which is what it is called where its own template is given. */
  readonly path: string;
}

/** What is to be done with a function, or why it is left alone. A web function has no model. */
export function decisionOf(fn: TemplateFunction, place: Place, options: TraceOptions): { readonly model?: FunctionModel; readonly decided: FunctionChange | Diagnostic } {
  const model = fn.type === WEB_FUNCTION ? undefined : modelOf(fn, options);
  return { model, decided: exclusionOf(fn, place, options) ?? changeFor(fn, model!, place.editor, options) };
}

function exclusionOf(fn: TemplateFunction, { edge, path }: Place, { includePaths, excludePaths }: TraceOptions): Diagnostic | undefined {
  const { logicalId } = fn;
  const optOut = optOutIn(fn);
  if (optOut !== undefined) { return diagnostic('optedOut', { scope: path, reason: optOut.expires === undefined ? optOut.reason : `${optOut.reason} (until ${optOut.expires})` }); }
  const tag = optOutTag(fn.properties);
  if (tag?.toLowerCase() === 'off') { return diagnostic('optedOut', { scope: path, reason: `tag lambda-tracing=${tag}` }); }
  const covers = (pattern: string) => [path, logicalId].some((name) => new PathGlob(pattern).covers(name));
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
