import { writeFileSync } from 'fs';
import { join } from 'path';
import { App, Stage, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { rootOf } from './ancestry';
import { buildReport } from './build-report';
import { beginAspects, beginSynthesis, ensureRootState } from './root-state';
import { isEnabled } from './tracing-context';
import { REPORT_FILE } from '../contract/report';
import { TracingCoverage } from '../tracing-coverage';

/**
 * Sees to it that the tree's report is written and its coverage checked, once per root.
 *
 * A validation runs after all Aspects and after the nested Stages, on the finished tree, and before any validation
 * plugin: the place to write from, since a plugin that writes into the assembly fails the next synthesis.
 */
export function ensureReport(scope: IConstruct): void {
  const state = ensureRootState(scope);
  beginAspects(state);
  if (state.validated) { return; }
  state.validated = true;
  const root = rootOf(scope);
  let coverage: TracingCoverage | undefined;
  root.node.addValidation({
    validate: () => {
      beginSynthesis(state);
      if (!Stage.isStage(root) || !isEnabled(root)) { return []; }
      writeFileSync(join(root.outdir, REPORT_FILE), `${JSON.stringify(buildReport(root), undefined, 2)}\n`);
      // Added here, after any that the user registered: theirs speaks first, and nothing is said twice.
      if (coverage === undefined && App.isApp(root)) {
        coverage = TracingCoverage._automatic();
        Validations.of(root).addPlugins(coverage);
      }
      return [];
    },
  });
}
