import { join, relative } from 'path';
import { AssetFiles } from './asset-files';
import { FunctionFacts, functionFacts } from './function-facts';
import { isObject, objectIn, readTemplates, WholeTemplate } from './read-templates';
import type { TracingReport } from '../../../src/contract/report';
import { Templates } from '../../assembly/templates';
import { Failure } from '../../failure';

const FUNCTION_TYPES: ReadonlySet<unknown> = new Set(['AWS::Lambda::Function', 'AWS::Serverless::Function', 'AWS::Lambda::WebFunction']);

/** For stacks that may go anywhere. */
const ANY_REGION = 'us-east-1';

/** Every function of an assembly, with what the report says of it; sorted by path. */
export function findFunctions(assembly: string, report: TracingReport): FunctionFacts[] {
  const templates = readTemplates(assembly);
  const finder = new Templates(assembly);
  const byPlace = new Map<string, TracingReport['functions'][number]>();
  for (const reported of report.functions) {
    const file = finder.of(reported)?.file;
    if (file === undefined) {
      throw new Failure(`${reported.path} is in the report and in no template, or in several: report and templates are not of one synthesis; synthesize the app again: cdk synth`);
    }
    byPlace.set(`${file} ${reported.logicalId}`, reported);
  }
  const files = new AssetFiles(assembly);
  const regions = regionsIn(assembly, templates);
  return templates
    .flatMap((template) => Object.entries(template.resources)
      .filter(([, { Type }]) => FUNCTION_TYPES.has(Type))
      .map(([logicalId, resource]) => functionFacts({
        template, logicalId, resource, reported: byPlace.get(`${template.file} ${logicalId}`), region: regions.get(template.file) ?? ANY_REGION,
      }, files)))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Regions by template; a nested stack is where the others of its folder are, if they are in one. */
function regionsIn(assembly: string, templates: readonly WholeTemplate[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of new Set(templates.map(({ file }) => join(file, '..')))) {
    const { artifacts } = objectIn(join(assembly, folder, 'manifest.json'));
    for (const artifact of Object.values(isObject(artifacts) ? artifacts : {})) {
      const region = isObject(artifact) ? /^aws:\/\/[^/]*\/([a-z]{2}[\w-]*-\d)$/.exec(String(artifact.environment))?.[1] : undefined;
      const file = isObject(artifact) && isObject(artifact.properties) ? artifact.properties.templateFile : undefined;
      if (region !== undefined && typeof file === 'string') { found.set(relative('.', join(folder, file)), region); }
    }
  }
  const all = [...new Set(found.values())];
  templates.filter(({ file }) => file.endsWith('.nested.template.json') && all.length === 1).forEach(({ file }) => found.set(file, all[0]));
  return found;
}
