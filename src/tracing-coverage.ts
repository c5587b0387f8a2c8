import { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib';
import { DiagnosticSeverity } from './core/diagnostic';
import { DIAGNOSTICS, DiagnosticName, diagnosticId, isExclusion } from './core/diagnostics';
import { WrittenTemplates } from './private/drift';
import { collectFindings, Finding } from './private/findings';
import { functionsOf } from './private/lambda-resource';
import { beginSynthesis, ensureRootState, RootState } from './private/root-state';
import { isEnabled } from './private/tracing-context';

/** Properties of TracingCoverage. */
export interface TracingCoverageProps {
  /**
   * Whether a function that is not traced fails the synthesis. Functions left alone on purpose (opted out, excluded,
   * owned by the CDK) never do.
   * @default false
   */
  readonly failOnUntraced?: boolean;
}

/**
 * Reports every function of an app that is not traced, at the line of your code that made it.
 *
 * `LambdaTracing.of(scope).add()` registers one for the scopes it is called on. Register your own to have the whole app
 * checked, scopes without any provider included.
 *
 * @example
 * declare const app: App;
 * Validations.of(app).addPlugins(new TracingCoverage({ failOnUntraced: true }));
 */
export class TracingCoverage implements IPolicyValidationPlugin {
  /**
   * The one that comes with a provider: silent about scopes that have none.
   * @internal
   */
  public static _automatic(): TracingCoverage {
    const coverage = new TracingCoverage();
    coverage.everywhere = false;
    return coverage;
  }

  public readonly name = 'cdk-lambda-tracing';
  public readonly ruleIds?: string[] = Object.keys(DIAGNOSTICS).map((name) => diagnosticId(name as DiagnosticName));
  private everywhere = true;
  private synthesis = -1;
  private readonly environments = new Set<string>();

  constructor(private readonly props: TracingCoverageProps = {}) {}

  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const root = context.appConstruct;
    if (!isEnabled(root)) { return { success: true, violations: [] }; }
    const state = ensureRootState(root);
    if (!this.isFirstCall(context, state)) { return { success: true, violations: [] }; }
    const violations: PolicyViolation[] = [];
    for (const finding of collectFindings(root, functionsOf(root), { everywhere: this.everywhere, templates: new WrittenTemplates() })) {
      const severity = this.severityOf(finding);
      const key = `${finding.diagnostic.id} ${finding.path}`;
      // What another plugin has said as a warning is said again where it is an error here.
      const said = [severity, DiagnosticSeverity.ERROR].some((level) => state.reported.has(`${level} ${key}`));
      if (severity === DiagnosticSeverity.INFO || said) { continue; }
      state.reported.add(`${severity} ${key}`);
      violations.push(violation(finding, severity));
    }
    return { success: violations.every(({ severity }) => severity !== DiagnosticSeverity.ERROR), violations };
  }

  /** CDK calls a plugin once for every environment of the app, and again in the next synthesis: the whole app is checked in the first call. */
  private isFirstCall({ accountId, region }: IPolicyValidationContext, state: RootState): boolean {
    const environment = `${accountId} ${region}`;
    if (this.synthesis === state.syntheses && this.environments.has(environment)) { beginSynthesis(state); }
    if (this.synthesis !== state.syntheses) { this.environments.clear(); }
    this.synthesis = state.syntheses;
    this.environments.add(environment);
    return this.environments.size === 1;
  }

  private severityOf({ diagnostic, failOnUntraced, untraced }: Finding): DiagnosticSeverity {
    const fails = untraced && !isExclusion(diagnostic.id) && (failOnUntraced || this.props.failOnUntraced);
    return fails ? DiagnosticSeverity.ERROR : diagnostic.severity ?? DiagnosticSeverity.WARNING;
  }
}

function violation({ path, diagnostic }: Finding, severity: DiagnosticSeverity): PolicyViolation {
  return {
    ruleName: diagnostic.id,
    description: diagnostic.message,
    fix: diagnostic.fix,
    severity,
    violatingResources: [{ constructPath: path, locations: [] }],
  };
}
