import { FUNCTION_SHAPES, WEB_FUNCTION } from '../../src/core/function-facts';
import { mergedGlobals } from '../../src/core/sam-globals';
import { isPlainObject, Json } from '../text/text-source';

/** A function in a template. */
export interface TemplateFunction {
  readonly logicalId: string;
  readonly type: string;
  /** The properties, with SAM's globals. */
  readonly properties: Json;
  /** Those that are the function's own. */
  readonly own: Json;
  readonly metadata: Json;
}

/** The tag for opting out what cannot be edited, as in CDK apps. */
const OPT_OUT_TAG = 'lambda-tracing';

/** Every function of a template, sorted by logical id. */
export function functionsIn({ Resources, Globals }: Json): TemplateFunction[] {
  const globals: unknown = isPlainObject(Globals) ? Globals.Function : undefined;
  return Object.entries(Resources as Json)
    .filter(([, resource]) => isPlainObject(resource) && (Object.hasOwn(FUNCTION_SHAPES, String(resource.Type)) || resource.Type === WEB_FUNCTION))
    .map(([logicalId, { Type, Properties, Metadata }]: [string, any]): TemplateFunction => {
      const own: Json = isPlainObject(Properties) ? Properties : {};
      const properties = FUNCTION_SHAPES[Type as string]?.serverless && globals !== undefined ? mergedGlobals(globals, own) as Json : own;
      return { logicalId, type: Type, properties, own, metadata: isPlainObject(Metadata) ? Metadata : {} };
    })
    .sort((one, other) => (one.logicalId < other.logicalId ? -1 : 1));
}

/** The value of the opt-out tag. CloudFormation has a list of tags, SAM a map. */
export function optOutTag({ Tags }: Json): string | undefined {
  const list = Array.isArray(Tags) ? Tags.find((tag) => isPlainObject(tag) && tag.Key === OPT_OUT_TAG)?.Value : isPlainObject(Tags) ? Tags[OPT_OUT_TAG] : undefined;
  return typeof list === 'string' || typeof list === 'boolean' ? String(list) : undefined;
}

/** Functions whose version or alias a Distribution uses, and by what. */
export function edgeFunctions({ Resources }: Json): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const resources = Resources as Json;
  for (const [logicalId, resource] of Object.entries(resources)) {
    if (resource?.Type !== 'AWS::CloudFront::Distribution') { continue; }
    for (const used of referencesIn(associationsIn(resource.Properties))) {
      const target = resources[used];
      const functions = target?.Type === 'AWS::Lambda::Version' ? referencesIn(target.Properties?.FunctionName) : [used];
      functions.forEach((name) => found.set(name, logicalId));
    }
  }
  return found;
}

function associationsIn(value: unknown): unknown[] {
  if (Array.isArray(value)) { return value.flatMap(associationsIn); }
  if (!isPlainObject(value)) { return []; }
  return Object.entries(value).flatMap(([name, inner]) => (name === 'LambdaFunctionAssociations' ? [inner] : associationsIn(inner)));
}

/** Logical ids that a value refers to; SAM's `Fn.Version` is the function. */
function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) { return value.flatMap(referencesIn); }
  if (!isPlainObject(value)) { return []; }
  const { Ref, 'Fn::GetAtt': attribute } = value;
  if (typeof Ref === 'string') { return [Ref.split('.')[0]]; }
  if (Array.isArray(attribute) && typeof attribute[0] === 'string') { return [attribute[0]]; }
  return Object.values(value).flatMap(referencesIn);
}
