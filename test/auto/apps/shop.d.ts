import type { App } from 'aws-cdk-lib';

export function fill(app: App): void;
