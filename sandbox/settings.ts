import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { FunctionFacts, checkEnvironment } from './environment-variables';
import { limits } from './limits';
import { Mount } from './namespace/namespace';
import { RuntimeHome } from './runtime-home';
import { SandboxOptions } from './types';

/** Values where the caller gives none; Lambda's own defaults. */
const DEFAULTS = {
  runtime: 'nodejs22.x',
  layers: [],
  environment: {},
  timeoutSeconds: 3,
  memoryMb: 128,
  functionName: 'function',
  region: 'us-east-1',
  freeze: true,
  tracing: 'PassThrough',
  initializationType: 'on-demand',
  mounts: {},
} as const;

export type Settings = SandboxOptions & Required<Pick<SandboxOptions, keyof typeof DEFAULTS>>;

/** The options with their defaults; throws where Lambda would refuse the function. */
export function settingsOf(options: SandboxOptions): Settings {
  const settings: Settings = { ...DEFAULTS, ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)), ...required(options) };
  checkEnvironment(settings.environment);
  const { timeoutSeconds, memoryMb, layers } = settings;
  if (!(timeoutSeconds > 0 && timeoutSeconds <= limits.timeoutSeconds)) throw new Error(`timeoutSeconds is ${timeoutSeconds}; Lambda takes up to ${limits.timeoutSeconds}`);
  const { min, max } = limits.memoryMb;
  if (memoryMb < min || memoryMb > max) throw new Error(`memoryMb is ${memoryMb}; Lambda takes ${min} to ${max}`);
  if (layers.length > limits.layers) throw new Error(`${layers.length} layers; Lambda takes ${limits.layers}`);
  for (const source of [settings.code, ...layers, ...Object.values(settings.mounts)]) if (!existsSync(source)) throw new Error(`there is no ${source}`);
  return settings;
}

function required({ code, handler }: SandboxOptions): Pick<SandboxOptions, 'code' | 'handler'> {
  return { code, handler };
}

/** What appears where inside. */
export function mountsOf(settings: Settings, home: RuntimeHome): Mount[] {
  const [only] = settings.layers;
  // A single directory need not be copied.
  const layers = settings.layers.length === 1 && !isZip(only)
    ? [{ kind: 'bind' as const, source: only, target: '/opt' }]
    : settings.layers.map((source) => ({ kind: isZip(source) ? 'zip' as const : 'copy' as const, source, target: '/opt' }));
  return [
    { kind: isZip(settings.code) ? 'zip' : 'bind', source: settings.code, target: '/var/task' },
    ...layers,
    ...home.mounts,
    ...Object.entries(settings.mounts).map(([target, source]) => ({ kind: 'bind' as const, source, target })),
  ];
}

function isZip(source: string): boolean {
  return source.endsWith('.zip');
}

export function factsOf(settings: Settings): FunctionFacts {
  const accountId = '123456789012';
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  return {
    name: settings.functionName,
    version: '$LATEST',
    arn: `arn:aws:lambda:${settings.region}:${accountId}:function:${settings.functionName}`,
    accountId,
    handler: settings.handler,
    region: settings.region,
    logGroup: `/aws/lambda/${settings.functionName}`,
    logStream: `${day}/[$LATEST]${randomBytes(16).toString('hex')}`,
  };
}
