import type { CfnResource } from 'aws-cdk-lib';
import { stagedPath } from './handler-file';
import { layerLock } from './layer-lock';
import type { ReadResult } from './read-model';
import type { Diagnostic } from '../core/diagnostic';
import type { InstrumentationPlan } from '../core/instrumentation-plan';
import { FunctionChange, MergeOptions } from '../core/merge';
import { mergeLocked } from '../core/merge-locked';
import { packageSize } from '../core/package-size';

/** Puts a plan together with what the function has, by the app's lock. */
export function mergeByLock(resource: CfnResource, { model, properties }: ReadResult, plan: InstrumentationPlan, options: MergeOptions): FunctionChange | Diagnostic {
  const { file, lock } = layerLock(resource);
  return mergeLocked(model, plan, options, lock && { file, lock }, () => codeBytes(resource, properties.Code));
}

function codeBytes(resource: CfnResource, code: { readonly ZipFile?: unknown } | undefined): number | undefined {
  if (typeof code?.ZipFile === 'string') { return Buffer.byteLength(code.ZipFile); }
  const path = stagedPath(resource);
  return path === undefined ? undefined : packageSize(path);
}
