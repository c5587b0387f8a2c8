import { CfnElement, DefaultTokenResolver, StringConcat, Tokenization } from 'aws-cdk-lib';

const RESOLVER = new DefaultTokenResolver(new StringConcat());

/**
 * The logical id of an element. By `Stack.resolve()` it would cost several times as much: aws-cdk-lib notes the time of
 * each call, and keeps the notes.
 */
export function logicalIdOf(element: CfnElement): string {
  return Tokenization.resolve(element.logicalId, { scope: element, resolver: RESOLVER, preparing: false });
}
