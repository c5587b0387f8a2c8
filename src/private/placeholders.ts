import { Stack } from 'aws-cdk-lib';

const PLACEHOLDER = /\$\{AWS::(Partition|Region|AccountId|URLSuffix)\}/g;

/** Replaces `${AWS::Partition}`, `${AWS::Region}`, `${AWS::AccountId}` and `${AWS::URLSuffix}` by those of a stack: values where known, tokens where not. */
export function inStack(stack: Stack, text: string): string {
  return !text.includes('${AWS::') ? text : text.replace(PLACEHOLDER, (_, name: 'Partition' | 'Region' | 'AccountId' | 'URLSuffix') => {
    switch (name) {
      case 'Partition': return stack.partition;
      case 'Region': return stack.region;
      case 'URLSuffix': return stack.urlSuffix;
      default: return stack.account;
    }
  });
}
