import { readdirSync, readFileSync } from 'fs';
import { join, relative } from 'path';
import { Failure, reasonOf } from '../../failure';

type Json = { readonly [name: string]: unknown };

/** A resource as a template has it. */
export interface TemplateResource {
  readonly Type?: unknown;
  readonly Properties?: Json;
  readonly Metadata?: Json;
}

/** A template with what verifying needs besides its resources. */
export interface WholeTemplate {
  /** Path below the assembly. */
  readonly file: string;
  readonly resources: { readonly [logicalId: string]: TemplateResource };
  readonly parameters: { readonly [name: string]: Json };
  readonly mappings: { readonly [name: string]: { readonly [key: string]: Json } };
  /** Globals.Function of SAM. */
  readonly globals: Json;
}

const HOW = 'synthesize the app again: cdk synth';

/**
 * Every template of an assembly, those of Stages and nested stacks included. Looked for, not followed: symbolic links are left out.
 * One that cannot be read ends it, since a proof must not leave functions out in silence.
 */
export function readTemplates(assembly: string): WholeTemplate[] {
  requireManifest(assembly);
  return templatesIn(assembly, assembly);
}

function templatesIn(assembly: string, folder: string): WholeTemplate[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = join(folder, entry.name);
    if (entry.isDirectory() && entry.name.startsWith('assembly-')) {
      requireManifest(file);
      return templatesIn(assembly, file);
    }
    return entry.isFile() && entry.name.endsWith('.template.json') ? [templateIn(assembly, file)] : [];
  });
}

function templateIn(assembly: string, file: string): WholeTemplate {
  const content = objectIn(file);
  const part = (name: string) => (isObject(content[name]) ? content[name] : {});
  const { Function: globals } = part('Globals');
  return {
    file: relative(assembly, file),
    resources: Object.fromEntries(Object.entries(part('Resources')).filter((entry): entry is [string, TemplateResource] => isObject(entry[1]))),
    parameters: part('Parameters') as WholeTemplate['parameters'],
    mappings: part('Mappings') as WholeTemplate['mappings'],
    globals: isObject(globals) ? globals : {},
  };
}

/** `cdk synth` writes it last: without it, or with half of it, the assembly is not whole. */
function requireManifest(folder: string): void {
  const { version, artifacts } = objectIn(join(folder, 'manifest.json'));
  if (typeof version !== 'string') { throw new Failure(`${join(folder, 'manifest.json')} is not a manifest of the CDK: its version is missing; ${HOW}`); }
  if (artifacts !== undefined && !isObject(artifacts)) { throw new Failure(`${join(folder, 'manifest.json')} is not a manifest of the CDK: its artifacts are no object; ${HOW}`); }
}

/** The object in a file of the assembly, which must be whole. */
export function objectIn(file: string): Json {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (problem) {
    throw new Failure(`cannot read ${file}: ${reasonOf(problem)}; ${HOW}`);
  }
  try {
    const content: unknown = JSON.parse(text);
    if (isObject(content)) { return content; }
  } catch {
    throw new Failure(`${file} is not complete JSON; ${HOW}`);
  }
  throw new Failure(`${file} holds no object; ${HOW}`);
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
