import { Content, Contents, hasContent } from './assembly/content';
import type { FunctionFacts, LayerFacts } from './assembly/function-facts';
import { checkAsPlanned } from './checks/as-planned';
import { checkHandler } from './checks/handler';
import { checkLimits } from './checks/limits';
import { checkPermissions } from './checks/permissions';
import { checkWrapper } from './checks/wrapper';
import { bothWays } from './dynamic/both-ways';
import { isKnown } from './dynamic/node-versions';
import { error, Finding } from './finding';

/** What the files of the assembly say about a function. */
export interface Looked {
  readonly facts: FunctionFacts;
  readonly findings: readonly Finding[];
  /** What it can be run with; or why it cannot. */
  readonly files: { readonly code: Content; readonly layers: readonly Content[] } | { readonly notRun: string };
}

/** Looks at a function without running it. */
export function lookAt(facts: FunctionFacts, contents: Contents, given: ReadonlyMap<string, Content>): Looked {
  const code = contents.of(facts.code);
  const layers = facts.layers.map((layer) => ({ layer, content: contentOf(layer, contents, given) }));
  const all = layers.map(({ content }) => content);
  const known = all.every(hasContent) ? all : undefined;
  const sum = (ours: boolean) => layers.reduce((bytes, { layer, content }) => bytes + (layer.ours === ours && hasContent(content) ? content.bytes : 0), 0);
  // The user's own handler, where ours stands before it.
  const { handler } = bothWays(facts, facts.layers.map(() => '')).without;
  const findings = [
    ...(hasContent(code) || !code.unfit ? [] : [error('codeUnfit', code.why, false)]),
    ...layers.flatMap(({ layer, content }) => (hasContent(content) || !content.unfit ? [] : [error('layerUnfit', `layer ${layer.name}: ${content.why}`, layer.ours)])),
    ...checkAsPlanned(facts),
    ...checkLimits(facts, { code: hasContent(code) ? code.bytes : 0, ours: sum(true), others: sum(false) }),
    ...checkWrapper(facts, known),
    ...(hasContent(code) && !facts.image && facts.runtime !== undefined && handler !== '' ? checkHandler(facts.runtime, handler, code, known) : []),
    ...checkPermissions(facts),
  ];
  const notRun = reasonNotToRun(facts, layers.find(({ content }) => !hasContent(content))?.layer, hasContent(code) ? undefined : code.why);
  return { facts, findings, files: notRun === undefined && hasContent(code) && known !== undefined ? { code, layers: known } : { notRun: notRun ?? 'its files are not there' } };
}

function contentOf(layer: LayerFacts, contents: Contents, given: ReadonlyMap<string, Content>): Content | ReturnType<Contents['of']> {
  const content = contents.of(layer.asset);
  return layer.asset.kind === 'elsewhere' ? given.get(layer.name) ?? content : content;
}

function reasonNotToRun({ image, runtime = 'an unknown runtime' }: FunctionFacts, layer: LayerFacts | undefined, noCode: string | undefined): string | undefined {
  if (image) { return 'a container image is not run here'; }
  if (!isKnown(runtime)) { return `${runtime} is not run here`; }
  if (noCode !== undefined) { return noCode; }
  return layer === undefined ? undefined : `layer ${layer.name} is not in the assembly: pass it with --layer ${layer.name}=<folder or zip file>`;
}
