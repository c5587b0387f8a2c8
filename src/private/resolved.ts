import { DefaultTokenResolver, IFragmentConcatenator, Stack, Tokenization } from 'aws-cdk-lib';
import { producedBy, tokenOf } from './ask-token';
import { isLiteral } from './literal';

/** Joins parts of a string as CloudFormation would: neighbouring texts become one, anything else makes an `Fn::Join`. */
class Concatenator implements IFragmentConcatenator {
  public join(left: unknown, right: unknown): unknown {
    const parts: unknown[] = [];
    for (const part of [...partsOf(left), ...partsOf(right)]) {
      const last = parts[parts.length - 1];
      if (typeof part === 'string' && typeof last === 'string') {
        parts[parts.length - 1] = last + part;
      } else {
        parts.push(part);
      }
    }
    return parts.length === 1 ? parts[0] : { 'Fn::Join': ['', parts] };
  }
}

function partsOf(value: any): unknown[] {
  if (value === undefined) { return []; }
  const [delimiter, list] = value?.['Fn::Join'] ?? [];
  if (delimiter === '' && Array.isArray(list)) { return list; }
  return [typeof value === 'object' ? value : String(value)];
}

const RESOLVER = new DefaultTokenResolver(new Concatenator());

/**
 * A value as a stack's template would have it. By `Stack.resolve()` it would cost twice as much: aws-cdk-lib notes the time of each
 * call, and keeps the notes. What a token has produced needs no look from it at all where no other token is in there.
 */
export function resolved(stack: Stack, value: unknown): any {
  return value === undefined || (typeof value !== 'object' && isLiteral(value)) ? value : resolvedToken(stack, value);
}

function resolvedToken(stack: Stack, value: unknown): unknown {
  const token = tokenOf(value);
  const produced = token && producedBy(token, stack);
  if (produced && (produced.value === undefined || isLiteral(produced.value))) { return produced.value; }
  return Tokenization.resolve(value, { scope: stack, resolver: RESOLVER, preparing: false });
}
