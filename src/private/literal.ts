import { IResolvable, Token } from 'aws-cdk-lib';

/** Stand in every text in which CDK has put a token for a string or a list, or for a number that somebody has made text of; a test holds CDK to it. */
const [MARK, NUMBER_MARK] = ['{Token[', 'e+289'];

/** Whether a text has to be looked at more closely. */
export function mayHoldTokens(text: string): boolean {
  return text.includes(MARK) || text.includes(NUMBER_MARK);
}

/** Whether a value is the same before and after it is resolved. What is not known to be so is not. */
export function isLiteral(value: unknown): boolean {
  switch (typeof value) {
    case 'string': return !mayHoldTokens(value);
    case 'boolean': return true;
    case 'number': return !Token.isUnresolved(value);
    case 'object': return Array.isArray(value) ? value.every(isLiteral) : isPlainMap(value) && hasLiteralFields(value);
    default: return false;
  }
}

/** Not a token, and nothing else of a class. A token from an app in another language looks like a map, but for a method that is not enumerable. */
export function isPlainMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype && typeof (value as Partial<IResolvable>).resolve !== 'function';
}

function hasLiteralFields(map: object): boolean {
  return Object.keys(map).every((name) => !mayHoldTokens(name) && isLiteral((map as { [name: string]: unknown })[name]));
}
