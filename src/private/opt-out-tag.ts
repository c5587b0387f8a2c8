import { Aspects, TagManager } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The tag for opting out what cannot be edited: `Tags.of(x).add('lambda-tracing', 'off')`. */
export const OPT_OUT_TAG = 'lambda-tracing';

/** The part of CDK's Tag and RemoveTag Aspects that is public: a RemoveTag has no value. */
interface TagAspect {
  readonly key: string;
  readonly value?: string;
  readonly props: { readonly includeResourceTypes?: string[]; readonly excludeResourceTypes?: string[] };
}

/**
 * The tag's value at a scope, if it is set there.
 *
 * CDK's tag Aspects run after ours, so `cfn.tags` is still empty at our visit: the Aspects themselves are read.
 */
export function tagOn(scope: IConstruct, resourceType: string): string | undefined {
  const aspects: readonly object[] = Aspects.of(scope).all;
  const last = aspects.length === 0 ? undefined : lastTagAspect(aspects, resourceType);
  if (last !== undefined) { return last.value ?? 'removed'; }
  // new Stack(scope, id, { tags }) and tags given to an L1 are no Aspects.
  const tagged = TagManager.isTaggable(scope) && scope.tags.hasTags() ? scope.tags.tagValues()[OPT_OUT_TAG] : undefined;
  return tagged === undefined ? undefined : String(tagged);
}

function lastTagAspect(aspects: readonly object[], resourceType: string): TagAspect | undefined {
  return aspects.filter(isTagAspect).filter(({ props }) =>
    !(props.excludeResourceTypes ?? []).includes(resourceType)
    && (!props.includeResourceTypes?.length || props.includeResourceTypes.includes(resourceType))).pop();
}

function isTagAspect(aspect: object): aspect is TagAspect {
  return (aspect as Partial<TagAspect>).key === OPT_OUT_TAG && typeof (aspect as Partial<TagAspect>).props === 'object';
}
