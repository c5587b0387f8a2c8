import { Asset, AssetFiles } from './asset-files';
import { KnownText, Place, textOf } from './placeholders';
import { isObject, TemplateResource, WholeTemplate } from './read-templates';
import type { ReportedFunction } from '../../../src/contract/report';

/** A layer of a function, from the first to the last. */
export interface LayerFacts {
  /** How it is called in messages and with `--layer`. */
  readonly name: string;
  readonly asset: Asset;
  /** Whether tracing has added it. */
  readonly ours: boolean;
}

/** A function as the assembly will deploy it. */
export interface FunctionFacts {
  readonly path: string;
  readonly stack: string;
  readonly logicalId: string;
  /** Nothing where the report does not know it. */
  readonly reported?: ReportedFunction;
  readonly template: WholeTemplate;
  readonly region: string;
  readonly serverless: boolean;
  readonly properties: { readonly [name: string]: unknown };
  readonly image: boolean;
  readonly runtime?: string;
  readonly handler?: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly code: Asset;
  readonly layers: readonly LayerFacts[];
  readonly environment: { readonly [name: string]: KnownText };
}

export interface FoundResource {
  readonly template: WholeTemplate;
  readonly logicalId: string;
  readonly resource: TemplateResource;
  readonly reported?: ReportedFunction;
  readonly region: string;
}

export function functionFacts({ template, logicalId, resource, reported, region }: FoundResource, files: AssetFiles): FunctionFacts {
  const serverless = resource.Type === 'AWS::Serverless::Function';
  const own = resource.Properties ?? {};
  const properties = serverless ? withGlobals(own, template.globals) : own;
  const place: Place = { template, region };
  const plain = (name: string) => (properties[name] === undefined ? undefined : textOf(properties[name], place).text);
  const metadataPath = resource.Metadata?.['aws:cdk:path'];
  return {
    path: reported?.path ?? (typeof metadataPath === 'string' ? metadataPath : `${template.file}/${logicalId}`),
    stack: reported?.stack ?? template.file, logicalId, reported, template, region, serverless, properties,
    image: properties.PackageType === 'Image' || properties.ImageUri !== undefined || (isObject(properties.Code) && properties.Code.ImageUri !== undefined),
    runtime: plain('Runtime'), handler: plain('Handler'),
    memoryMb: Number(plain('MemorySize') ?? 128) || 128, timeoutSeconds: Number(plain('Timeout') ?? 3) || 3,
    code: codeOf(properties, resource, template, files),
    layers: layersOf(properties, reported, place, files),
    environment: Object.fromEntries(Object.entries(variablesOf(properties)).map(([name, value]) => [name, textOf(value, place)])),
  };
}

function withGlobals(own: FunctionFacts['properties'], globals: FunctionFacts['properties']): FunctionFacts['properties'] {
  const lists = (name: string) => ([globals[name], own[name]] as unknown[]).flatMap((value) => (Array.isArray(value) ? value : []));
  const variables = { ...variablesOf(globals), ...variablesOf(own) };
  const layers = lists('Layers');
  return { ...globals, ...own, ...(Object.keys(variables).length > 0 ? { Environment: { Variables: variables } } : {}), ...(layers.length > 0 ? { Layers: layers } : {}) };
}

function variablesOf({ Environment }: FunctionFacts['properties']): { readonly [name: string]: unknown } {
  return isObject(Environment) && isObject(Environment.Variables) ? Environment.Variables : {};
}

function codeOf({ Code, CodeUri, InlineCode }: FunctionFacts['properties'], { Metadata }: TemplateResource, { file }: WholeTemplate, files: AssetFiles): Asset {
  const inline = InlineCode ?? (isObject(Code) ? Code.ZipFile : undefined);
  if (typeof inline === 'string') { return { kind: 'inline', source: inline }; }
  if (inline !== undefined) { return { kind: 'elsewhere', why: 'its inline code is known at deployment only' }; }
  return files.byKey(file, keyIn(Code ?? CodeUri), Metadata);
}

/** The key of `{ S3Bucket, S3Key }`, SAM's `{ Bucket, Key }`, or `s3://bucket/key`. */
function keyIn(code: unknown): unknown {
  if (typeof code === 'string') { return /^s3:\/\/[^/]+\/(.*)$/.exec(code)?.[1] ?? code; }
  return isObject(code) ? code.S3Key ?? code.Key : undefined;
}

function layersOf({ Layers }: FunctionFacts['properties'], reported: ReportedFunction | undefined, place: Place, files: AssetFiles): LayerFacts[] {
  const layers = Array.isArray(Layers) ? Layers as unknown[] : [];
  // Ours come behind those that were there.
  const first = layers.length - (reported?.changes?.layers.length ?? 0);
  return layers.map((layer, index) => ({ ...layerIn(layer, place, files), ours: index >= first }));
}

function layerIn(layer: unknown, place: Place, files: AssetFiles): Omit<LayerFacts, 'ours'> {
  const { template } = place;
  const id = isObject(layer) && typeof layer.Ref === 'string' ? layer.Ref : undefined;
  const resource = id === undefined ? undefined : template.resources[id];
  if (id !== undefined && resource !== undefined) {
    const { Content, ContentUri, Description, LayerName } = resource.Properties ?? {};
    const name = [LayerName, Description, id].find((text): text is string => typeof text === 'string')!;
    return { name, asset: files.byKey(template.file, keyIn(Content ?? ContentUri), resource.Metadata) };
  }
  const { text } = textOf(layer, place);
  const [, name = id ?? text] = /:layer:([^:]+)/.exec(text) ?? [];
  return { name, asset: { kind: 'elsewhere', why: `layer ${name} is published, not part of the assembly` } };
}
