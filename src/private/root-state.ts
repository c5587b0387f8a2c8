import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { rootOf } from './ancestry';
import { functionsOf } from './lambda-resource';

/** What is remembered about one construct tree, on its root. */
export interface RootState {
  /** Scopes on which the facade was called, for messages about them. */
  readonly scopes: { readonly scope: IConstruct; readonly method: string; readonly problem?: 'targetNotFound' }[];
  /** Findings that a coverage plugin has reported in this synthesis, with their severity: with two plugins each appears once. */
  readonly reported: Set<string>;
  /** Logical ids as they are once all Aspects have run. */
  readonly logicalIds: Map<IConstruct, string>;
  /** The functions of the finished tree, if they have been looked for. */
  functions?: readonly CfnResource[];
  /**
   * Function resources used at the edge, and by what: by Stage, since a Distribution's function is in its Stage, and by stack, which CDK knows at once.
   * Made when the first function of a Stage is looked at.
   */
  readonly edgeUsers: Map<IConstruct, ReadonlyMap<IConstruct, string>>;
  /** Whether all Aspects have run since something was last forgotten: what comes then is a change to the tree. */
  finished: boolean;
  /** How many syntheses have begun. */
  syntheses: number;
  validated: boolean;
}

/** Registered, so that two copies of this package share it. */
const STATE = Symbol.for('cdk-lambda-tracing.root');

/** The state of the tree a construct is in, if tracing was ever used there. */
export function rootState(scope: IConstruct): RootState | undefined {
  return (rootOf(scope) as { [STATE]?: RootState })[STATE];
}

/** The state of the tree a construct is in, made on first use. */
export function ensureRootState(scope: IConstruct): RootState {
  const root = rootOf(scope) as IConstruct & { [STATE]?: RootState };
  const existing = root[STATE];
  if (existing !== undefined) { return existing; }
  const state: RootState = { scopes: [], reported: new Set(), logicalIds: new Map(), edgeUsers: new Map(), finished: false, syntheses: 0, validated: false };
  Object.defineProperty(root, STATE, { value: state, enumerable: false });
  return state;
}

/** Forgets what was found in a tree that was finished, and has more functions now. */
export function beginAspects(state: RootState): void {
  if (!state.finished) { return; }
  state.finished = false;
  state.edgeUsers.clear();
}

/** Forgets what was found in the last synthesis: everything is said once in each. */
export function beginSynthesis(state: RootState): void {
  state.reported.clear();
  state.logicalIds.clear();
  state.functions = undefined;
  state.finished = true;
  state.syntheses++;
}

/** All functions of a finished tree: looked for once, for the report and for the coverage. */
export function finishedFunctions(root: IConstruct): readonly CfnResource[] {
  const state = ensureRootState(root);
  state.functions ??= functionsOf(root);
  return state.functions;
}
