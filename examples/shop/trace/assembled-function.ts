import { readFileSync } from 'fs';
import { join } from 'path';
import type { NodeRuntime } from '../../../sandbox';

/** A function as the cloud assembly has it: everything CloudFormation would be given. */
export interface AssembledFunction {
  readonly name: string;
  readonly handler: string;
  readonly runtime: NodeRuntime;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Folder of the code. */
  readonly code: string;
  /** Files of the layers that are deployed with the app. */
  readonly layers: string[];
  /** Variables; what refers to another resource is its logical id in angle brackets. */
  readonly environment: Record<string, string>;
}

/** Reads a function of a stack from the templates and asset manifests that the synthesis wrote. */
export function assembledFunction(assembly: string, stack: string, id: string): AssembledFunction {
  const json = (file: string) => JSON.parse(readFileSync(join(assembly, file), 'utf8'));
  const { Resources } = json(`${stack}.template.json`);
  const { files } = json(`${stack}.assets.json`);
  const asset = (s3Key: string): string => join(assembly, (Object.values(files) as any[])
    .find(({ destinations }) => Object.values<any>(destinations).some(({ objectKey }) => objectKey === s3Key)).source.path);
  const [, { Properties }] = Object.entries<any>(Resources).find(([logicalId, { Type }]) => logicalId.startsWith(id) && Type === 'AWS::Lambda::Function')!;
  return {
    name: id,
    handler: Properties.Handler,
    runtime: Properties.Runtime,
    timeoutSeconds: Properties.Timeout ?? 3,
    memoryMb: Properties.MemorySize ?? 128,
    code: asset(Properties.Code.S3Key),
    layers: (Properties.Layers ?? []).filter((layer: any) => layer.Ref in Resources).map((layer: any) => asset(Resources[layer.Ref].Properties.Content.S3Key)),
    environment: Object.fromEntries(Object.entries<any>(Properties.Environment?.Variables ?? {}).map(([name, value]) => [name, text(value)])),
  };
}

function text(value: any): string {
  return typeof value === 'string' ? value : `<${value.Ref ?? value['Fn::GetAtt']?.[0] ?? value['Fn::ImportValue'] ?? 'intrinsic'}>`;
}
