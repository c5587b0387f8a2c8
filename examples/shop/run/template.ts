import { readdirSync, readFileSync } from 'fs';
import { basename, join } from 'path';

/** A resource as its template has it. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, any>>;
}

/** A resource and where it stands. */
export interface Located {
  readonly template: Template;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, any>>;
}

/** One template of the cloud assembly; a nested stack knows its parent, who gives it its parameters. */
export interface Template {
  readonly stack: string;
  readonly assembly: string;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly outputs: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>>;
  /** Values of the parameters, to be resolved in the parent. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly parent?: Template;
  /** Nested stacks, by the logical id of the resource that stands for each here. */
  readonly nested: Map<string, Template>;
}

/** Every template that one `cdk deploy --all` of this app deploys; a Stage is an assembly of its own. */
export function templatesOf(assembly: string): Template[] {
  return readdirSync(assembly).filter((file) => file.endsWith('.template.json') && !file.endsWith('.nested.template.json')).sort()
    .flatMap((file) => withNested(read(assembly, file, file.replace('.template.json', ''))));
}

export function resourcesOf(templates: readonly Template[], ...types: string[]): Located[] {
  return templates.flatMap((template) => Object.entries(template.resources)
    .filter(([, { Type }]) => types.includes(Type))
    .map(([logicalId, { Type, Properties = {} }]) => ({ template, logicalId, type: Type, properties: Properties })));
}

/** The file or folder that an asset of a template was made from. */
export function assetOf({ template }: Pick<Located, 'template'>, s3Key: string): string {
  const root = outermost(template);
  const { files } = JSON.parse(readFileSync(join(root.assembly, `${root.stack}.assets.json`), 'utf8'));
  const found = (Object.values(files) as any[]).find(({ destinations }) => Object.values<any>(destinations).some(({ objectKey }) => objectKey === s3Key));
  return join(root.assembly, found.source.path);
}

export function outermost(template: Template): Template {
  return template.parent === undefined ? template : outermost(template.parent);
}

function read(assembly: string, file: string, stack: string, parent?: Template, given: Template['given'] = {}): Template {
  const { Resources = {}, Outputs = {} } = JSON.parse(readFileSync(join(assembly, file), 'utf8'));
  return { stack, assembly, resources: Resources, outputs: Outputs, given, parent, nested: new Map() };
}

function withNested(template: Template): Template[] {
  const nested = Object.entries(template.resources).filter(([, { Type }]) => Type === 'AWS::CloudFormation::Stack').flatMap(([logicalId, { Properties }]) => {
    const [objectKey] = /[0-9a-f]{64}\.json/.exec(JSON.stringify(Properties.TemplateURL))!;
    const child = read(template.assembly, basename(assetOf({ template }, objectKey)), `${template.stack}-${logicalId}`, template, Properties.Parameters);
    template.nested.set(logicalId, child);
    return withNested(child);
  });
  return [template, ...nested];
}
