import { readdirSync, readFileSync } from 'fs';
import { join, relative } from 'path';
import type { ReportedFunction } from '../../src/contract/report';

/** A resource as a template has it. */
export interface Resource {
  readonly Type?: string;
  readonly Properties?: { readonly [name: string]: unknown };
  readonly Metadata?: { readonly [name: string]: unknown };
}

/** A template of the assembly. */
export interface FoundTemplate {
  /** Path below the assembly. */
  readonly file: string;
  readonly resources: { readonly [logicalId: string]: Resource };
}

const FUNCTION_TYPES: ReadonlySet<unknown> = new Set(['AWS::Lambda::Function', 'AWS::Serverless::Function', 'AWS::Lambda::WebFunction']);

/**
 * The templates of an assembly. They are looked for, not followed: a manifest or a symbolic link could name a file that
 * is none of the reader's business.
 */
export class Templates {
  private readonly byLogicalId = new Map<string, FoundTemplate[]>();
  /** Stack names by the folder and file of the template. */
  private readonly stacks = new Map<string, string>();

  constructor(private readonly assembly: string) {
    this.read(assembly);
  }

  /** The template that a function is in; nothing where none or several could be meant. */
  public of({ logicalId, path, stack }: ReportedFunction): FoundTemplate | undefined {
    const candidates = this.byLogicalId.get(logicalId) ?? [];
    if (candidates.length < 2) { return candidates[0]; }
    const [byPath, another] = candidates.filter(({ resources }) => resources[logicalId].Metadata?.['aws:cdk:path'] === path);
    if (byPath !== undefined && another === undefined) { return byPath; }
    const ofStack = candidates.filter((candidate) => this.belongsTo(candidate, stack));
    return ofStack.length === 1 ? ofStack[0] : undefined;
  }

  private belongsTo({ file }: FoundTemplate, stack: string): boolean {
    const [outer, ...nested] = stack.split('/');
    if (nested.length === 0) { return this.stacks.get(file) === outer; }
    // A nested stack's template stands beside that of the stack it is in, and its name begins like that one's.
    const parent = [...this.stacks].find(([, name]) => name === outer)?.[0].replace(/\.template\.json$/, '');
    return parent !== undefined && file.startsWith(parent) && file.endsWith('.nested.template.json');
  }

  private read(folder: string): void {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const file = join(folder, entry.name);
      if (entry.isDirectory() && entry.name.startsWith('assembly-')) { this.read(file); }
      if (entry.isFile() && entry.name.endsWith('.template.json')) { this.add(file); }
      if (entry.isFile() && entry.name === 'manifest.json') { this.nameStacks(folder, file); }
    }
  }

  private add(file: string): void {
    const resources = (parsed(file) as { Resources?: FoundTemplate['resources'] } | undefined)?.Resources ?? {};
    const template: FoundTemplate = { file: relative(this.assembly, file), resources };
    for (const [logicalId, resource] of Object.entries(resources)) {
      if (!FUNCTION_TYPES.has(resource?.Type)) { continue; }
      this.byLogicalId.set(logicalId, [...this.byLogicalId.get(logicalId) ?? [], template]);
    }
  }

  private nameStacks(folder: string, manifest: string): void {
    const artifacts = (parsed(manifest) as { artifacts?: { [id: string]: { properties?: { templateFile?: unknown; stackName?: unknown } } } } | undefined)?.artifacts ?? {};
    for (const [id, artifact] of Object.entries(artifacts)) {
      const { templateFile, stackName = id } = artifact?.properties ?? {};
      if (typeof templateFile === 'string') { this.stacks.set(relative(this.assembly, join(folder, templateFile)), String(stackName)); }
    }
  }
}

/** What cannot be read is not shown: the report stands without it. */
function parsed(file: string): unknown {
  try {
    const content = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    return typeof content === 'object' && content !== null ? content : undefined;
  } catch {
    return undefined;
  }
}
