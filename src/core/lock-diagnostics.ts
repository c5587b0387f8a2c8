import { DiagnosticSeverity } from './diagnostic';
import { DiagnosticEntry, DiagnosticKind } from './diagnostic-entry';

const { SKIP, NOTE, FINDING } = DiagnosticKind;
const { ERROR, WARNING, INFO } = DiagnosticSeverity;

/** Messages about `lambda-tracing.lock.json`, and about what can be known with it only. */
export const LOCK_DIAGNOSTICS = {
  lockUnusable: {
    kind: FINDING, severity: ERROR, text: 'the lock {file} cannot be used, so no version of a layer is pinned: {problem}',
    fix: 'mend it, or leave it out with the context lambda-tracing:lock=false',
  },
  layerNotLocked: {
    kind: NOTE, severity: WARNING, text: '{layer} is not in the lock {file}; version {version} is attached all the same',
    fix: 'run `npx cdk-lambda-tracing layers update` and commit the lock',
  },
  regionsNotLocked: {
    kind: NOTE, severity: INFO,
    text: 'the lock {file} has the layer {layer} in {locked} of the {count} regions of its mapping; a deployment to another one takes the version that this package knows',
    fix: 'run `npx cdk-lambda-tracing layers update --region <name...>` with the regions that are deployed to',
  },
  lockOverruled: {
    kind: NOTE, severity: WARNING, text: '{layer} is attached in version {version}, which the app\'s code names; the lock {file} has version {locked}',
    fix: 'run `npx cdk-lambda-tracing layers update`, or take the version out of the code',
  },
  codeTooLarge: {
    kind: SKIP, severity: WARNING, text: '{total} MB unzipped at the least ({parts}); Lambda takes {limit} MB of code and layers together',
    fix: 'make the code smaller, attach fewer layers, or deploy it as a container image',
  },
} as const satisfies Record<string, DiagnosticEntry>;
