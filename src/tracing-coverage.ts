import { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib';
import { DiagnosticSeverity } from './core/diagnostic';
import { DIAGNOSTICS, DiagnosticName, diagnosticId, isExclusion, OPTED_OUT } from './core/diagnostics';
import { TracingLevel } from './core/tracing-level';
import { coverageFindings } from './private/coverage-findings';
import { CoverageRules, coverageRules, environmentOf } from './private/coverage-rules';
import { WrittenTemplates } from './private/drift';
import { Finding } from './private/findings';
import { beginSynthesis, ensureRootState, finishedFunctions, RootState } from './private/root-state';
import { isEnabled, today } from './private/tracing-context';

/** What is asked of some of an app's functions: those of a Stage, an account, a region. */
export interface CoverageEnvironment {
  /**
   * Patterns over construct paths, with everything below them. `*` stands for any characters but `/`, `**` for any number of path segments.
   * @default - any path
   */
  readonly paths?: string[];

  /**
   * Ids of the accounts of the functions' stacks.
   * @default - any account, and stacks without one
   */
  readonly accounts?: string[];

  /**
   * Regions of the functions' stacks.
   * @default - any region, and stacks without one
   */
  readonly regions?: string[];

  /**
   * What it means here that a function is not traced as it should be. `INFO` keeps it out of the synthesis.
   * @default - an error where `failOnUntraced` is set, else a warning
   */
  readonly severity?: DiagnosticSeverity;

  /**
   * The least that functions have to emit here.
   * @default - that of the whole app
   */
  readonly requiredLevel?: TracingLevel;
}

/** Properties of TracingCoverage. */
export interface TracingCoverageProps {
  /**
   * Whether a function that is not traced as it should be fails the synthesis. Functions left alone on purpose (opted out, excluded,
   * owned by the CDK) never do, but for an opt-out that has expired.
   * @default false
   */
  readonly failOnUntraced?: boolean;

  /**
   * The least that a traced function has to emit.
   * @default - whatever its provider can do
   */
  readonly requiredLevel?: TracingLevel;

  /**
   * Percentage of the functions that have to be traced as they should be, from 0 to 100; less fails the synthesis. Functions left
   * alone on purpose are not counted.
   * @default - any
   */
  readonly minCoverage?: number;

  /**
   * How many functions may be not traced as they should be; more fail the synthesis.
   * @default - any number
   */
  readonly maxUntraced?: number;

  /**
   * Path of a baseline, which `npx cdk-lambda-tracing baseline` writes: functions in it that are no worse than it says are no findings.
   * Entries that are no longer needed are. Budgets, drift and expired opt-outs do not heed it.
   * @default - none
   */
  readonly baseline?: string;

  /**
   * What is asked of functions by where they are: the first environment that fits counts. What `failOnUntraced` of a provider's
   * scope makes an error stays one.
   * @default - the same of all
   */
  readonly environments?: CoverageEnvironment[];

  /**
   * Whether functions that are opted out are listed at synthesis, with their reasons.
   * @default false - only in the report
   */
  readonly listOptOuts?: boolean;
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

  private readonly rules: CoverageRules;

  /**
   * @throws where a property is out of its range, or the baseline cannot be read; all that is wrong is in the one message
   */
  constructor(private readonly props: TracingCoverageProps = {}) {
    this.rules = coverageRules(props);
  }

  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const root = context.appConstruct;
    if (!isEnabled(root)) { return { success: true, violations: [] }; }
    const state = ensureRootState(root);
    if (!this.isFirstCall(context, state)) { return { success: true, violations: [] }; }
    const violations: PolicyViolation[] = [];
    const options = { everywhere: this.everywhere, templates: new WrittenTemplates(), today: today(root) };
    for (const finding of coverageFindings(root, finishedFunctions(root), this.rules, options)) {
      const severity = this.severityOf(finding);
      const key = `${finding.diagnostic.id} ${finding.path}`;
      // What another plugin has said as a warning is said again where it is an error here.
      const said = [severity, DiagnosticSeverity.ERROR].some((level) => state.reported.has(`${level} ${key}`));
      // What is accepted, or of no weight here, is not said by the plugin that comes with a provider either.
      const settled = finding.accepted ? DiagnosticSeverity.ERROR : severity === DiagnosticSeverity.INFO ? DiagnosticSeverity.WARNING : severity;
      state.reported.add(`${settled} ${key}`);
      if (said || finding.accepted || !this.isShown(finding, severity)) { continue; }
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

  private severityOf({ diagnostic, failOnUntraced, untraced, resource, uncovered }: Finding): DiagnosticSeverity {
    const usual = diagnostic.severity ?? DiagnosticSeverity.WARNING;
    if (!untraced || isExclusion(diagnostic.id)) { return usual; }
    const place = resource ?? uncovered?.[0];
    const here = place && environmentOf(place, this.rules)?.severity;
    return failOnUntraced || (this.props.failOnUntraced && here === undefined) ? DiagnosticSeverity.ERROR : here ?? usual;
  }

  private isShown({ diagnostic }: Finding, severity: DiagnosticSeverity): boolean {
    return severity !== DiagnosticSeverity.INFO || (this.props.listOptOuts === true && diagnostic.id === OPTED_OUT);
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
