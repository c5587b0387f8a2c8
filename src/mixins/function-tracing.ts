import { Mixin } from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { otherInstrumentation } from '../catalog/other-instrumentation';
import { deprecatedRuntime } from '../catalog/runtimes';
import { problemWithPlan } from '../core/check-plan';
import { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import { PreparedImage } from '../core/function-model';
import { InstrumentationPlan } from '../core/instrumentation-plan';
import { FunctionChange, isConflict, MergeOptions } from '../core/merge';
import { ITracingProvider } from '../core/provider';
import { nearestFirst } from '../private/ancestry';
import { applyChange } from '../private/apply-change';
import { askProvider, nameOf } from '../private/ask-provider';
import { checkOptions } from '../private/check-options';
import { configuredOptions, optOut } from '../private/effective-settings';
import { messageOf } from '../private/error-message';
import { isFunctionResource, isWebFunction } from '../private/lambda-resource';
import { watchForOptOut } from '../private/late-opt-out';
import { layerArns } from '../private/layer-arns';
import { mergeByLock } from '../private/merge-by-lock';
import { permit } from '../private/permit';
import { readModel, ReadResult } from '../private/read-model';
import { FunctionRecord, putRecord, recordOf } from '../private/record';
import { unreachableReference } from '../private/reference-reach';
import { ensureReport } from '../private/root-validation';
import { unreachableSecret } from '../private/secret-reach';
import { ConfigureSetting } from '../private/settings';
import { beforeChange, undoing } from '../private/take-back';
import { isEnabled } from '../private/tracing-context';

/** Properties of the FunctionTracing mixin. */
export interface FunctionTracingProps {
  /** Whose instrumentation to attach. */
  readonly provider: ITracingProvider;

  /**
   * Service name of the function in traces.
   * @default - the provider's own default, usually the function's name
   */
  readonly serviceName?: string;

  /**
   * Share of traces to record, from 0 to 1.
   * @default - the provider's own default
   */
  readonly samplingRatio?: number;

  /**
   * Whose tracer the container image of a function holds, and for which runtime. Environment, command and permissions are then set as for a zip
   * archive. For images that the app builds itself the comment in the Dockerfile says it; functions that are no container images are not concerned.
   *
   * @default - what the comment in the Dockerfile says, if there is one
   */
  readonly preparedImage?: PreparedImage;

  /**
   * More environment variables for the tracer. They win over the provider's; the function's own win over them.
   * @default - none
   */
  readonly environment?: { [name: string]: string };
}

/**
 * Attaches tracing to one Lambda function: reads it, has the provider decide, checks the whole change, carries it out.
 *
 * Apply it once the function is configured, by `configure()` too. The function's own values win, and nothing is changed where the change
 * as a whole cannot be made; the report says why.
 *
 * @example
 * declare const fn: lambda.Function;
 * fn.with(new mixins.FunctionTracing({ provider: new XRayProvider() }));
 */
export class FunctionTracing extends Mixin {
  /**
   * @throws where an option is out of its range; all that is wrong is in the one message
   */
  constructor(private readonly props: FunctionTracingProps) {
    super();
    checkOptions('FunctionTracing', props, { providerRequired: true });
  }

  public supports(construct: IConstruct): boolean {
    return isFunctionResource(construct);
  }

  public applyTo(construct: IConstruct): void {
    if (!isFunctionResource(construct) || recordOf(construct) || !isEnabled(construct)) { return; }
    ensureReport(construct);
    const scopes = nearestFirst(construct);
    const reason = isWebFunction(construct) ? diagnostic('webFunction') : optOut(construct, scopes);
    if (reason) {
      putRecord(construct, { reason, notes: [] });
    } else {
      this._trace(construct, true, scopes);
    }
    watchForOptOut(construct);
  }

  /**
   * For a function that is not opted out, as far as it is known. An Aspect comes after every opt-out; the mixin itself may come before.
   *
   * @param scopes the function's, the nearest first
   * @internal
   */
  public _trace(resource: CfnResource, early: boolean, scopes: IConstruct[]): void {
    const record = this.trace(resource, this.withConfigured(scopes), early);
    putRecord(resource, early ? { ...record, takeBack: record.takeBack ?? (() => undefined) } : record);
  }

  /** The mixin's own options win over those of `configure()`. */
  private withConfigured(scopes: IConstruct[]): ConfigureSetting {
    const { serviceName, samplingRatio, preparedImage, environment } = this.props;
    const configured = configuredOptions(scopes);
    return {
      serviceName: serviceName ?? configured.serviceName,
      samplingRatio: samplingRatio ?? configured.samplingRatio,
      preparedImage: preparedImage ?? configured.preparedImage,
      environment: { ...configured.environment, ...environment },
    };
  }

  private trace(resource: CfnResource, options: ConfigureSetting, early: boolean): FunctionRecord {
    const asked = nameOf(this.props.provider);
    const read = this.read(resource, options);
    if ('message' in read) { return { provider: asked, reason: read, notes: [] }; }
    const { model } = read;
    const left = (reason: Diagnostic, provider = asked): FunctionRecord => ({ provider, model, reason, notes: [] });
    if (read.unreadable) { return left(read.unreadable); }

    const { plan, reason, provider = asked } = askProvider(this.props.provider, model);
    if (reason !== undefined) { return left(reason, provider); }
    const change = this.change(resource, read, plan!, { provider, environment: options.environment });
    if (isConflict(change)) { return left(change, provider); }
    const arns = layerArns(resource, change, provider);
    if (!Array.isArray(arns)) { return left(arns, provider); }

    const before = early ? beforeChange(resource) : undefined;
    applyChange(resource, read, change, arns);
    const notGranted = permit(resource, read.own, change.permissions);
    const notes = [...change.notes];
    for (const note of [deprecatedRuntime(model.runtime), notGranted]) {
      if (note !== undefined) { notes.push(note); }
    }
    return { provider, model, change, notes, takeBack: before && undoing(resource, before, read.own, change) };
  }

  private read(resource: CfnResource, options: ConfigureSetting): ReadResult | Diagnostic {
    try {
      return readModel(resource, options);
    } catch (error) {
      return diagnostic('unreadable', { error: messageOf(error) });
    }
  }

  private change(resource: CfnResource, read: ReadResult, plan: InstrumentationPlan, options: MergeOptions): FunctionChange | Diagnostic {
    const { provider } = options;
    try {
      const change = problemWithPlan(plan, provider) ?? otherInstrumentation(read.model, plan)
        ?? unreachableSecret(resource, plan) ?? mergeByLock(resource, read, plan, options);
      return isConflict(change) ? change : unreachableReference(resource, change) ?? change;
    } catch (error) {
      return diagnostic('planInvalid', { provider, why: messageOf(error) });
    }
  }
}
