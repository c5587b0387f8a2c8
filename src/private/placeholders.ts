import { Stack } from 'aws-cdk-lib';

const PLACEHOLDER = /\$\{AWS::(Partition|Region|AccountId)\}/g;

/** Replaces `${AWS::Partition}`, `${AWS::Region}` and `${AWS::AccountId}` by those of a stack: values where known, tokens where not. */
export function inStack(stack: Stack, text: string): string {
  return text.replace(PLACEHOLDER, (_, name: 'Partition' | 'Region' | 'AccountId') => {
    switch (name) {
      case 'Partition': return stack.partition;
      case 'Region': return stack.region;
      default: return stack.account;
    }
  });
}
