import { existsSync } from 'fs';
import { constants } from 'os';
import { dirname, resolve } from 'path';
import { Content, Contents, hasContent } from './assembly/content';
import { findFunctions } from './assembly/find-functions';
import type { FunctionFacts } from './assembly/function-facts';
import { copyPackages, nearestSdk, runtimePackages } from './dynamic/aws-sdk';
import { compareRuns } from './dynamic/compare-runs';
import { readEvents } from './dynamic/events';
import { describeVersion, isKnown, NodeVersions } from './dynamic/node-versions';
import { Receivers } from './dynamic/receivers';
import { warning } from './finding';
import { Progress } from './output/progress';
import { each } from './pool';
import { Looked, lookAt } from './static';
import { Comparison, Verified, verdictOf } from './verdict';
import { readReport } from '../assembly/read-report';
import { ExitCode } from '../exit-codes';
import { Failure } from '../failure';
import type { Output } from '../io';

export interface VerifyOptions {
  /** Look at files only. */
  readonly static: boolean;
  /** Functions at a time. */
  readonly jobs: number;
  /** Times that each function is started, each way. */
  readonly starts: number;
  /** `22=/path` each. */
  readonly nodes: readonly string[];
  /** `name=path` each. */
  readonly layers: readonly string[];
  readonly events?: string;
  readonly awsSdk?: string;
}

export interface VerifyResult {
  readonly functions: readonly Verified[];
  /** What is to be said about all of them. */
  readonly remarks: readonly string[];
  /** Why functions were not run although they were to be. */
  readonly sandboxMissing?: string;
}

/** Those that end a command; the last when its terminal is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

type Runnable = Looked & { readonly files: { readonly code: Content; readonly layers: readonly Content[] } };

/** Looks at every function of an assembly, and runs those that can be run here, both ways. */
export async function verifyAssembly(assembly: string, options: VerifyOptions, output: Output): Promise<VerifyResult> {
  const report = readReport(assembly);
  const all = findFunctions(assembly, report);
  const events = options.events === undefined ? new Map<string, string>() : readEvents(options.events, all);
  const contents = new Contents();
  const onSignal = (signal: NodeJS.Signals) => {
    contents.dispose();
    process.exit(128 + constants.signals[signal]);
  };
  SIGNALS.forEach((signal) => process.on(signal, onSignal));
  try {
    const versions = new NodeVersions(options.nodes);
    const given = givenLayers(options.layers, all, contents);
    const looked = all.map((facts) => lookAt(facts, contents, given));
    const runnable = options.static ? [] : looked.filter(isRunnable);
    const ran = new Map<FunctionFacts, Comparison | { readonly notRun: string }>();
    const awsSdk = options.awsSdk ?? nearestSdk(process.cwd()) ?? nearestSdk(dirname(resolve(assembly)));
    const { sandboxMissing, lacking } = await runAll(runnable, { ...options, awsSdk, events, versions, contents }, ran, output);
    const functions = looked.map(({ facts, findings, files }) => {
      const result = ran.get(facts);
      // One that is not needed to start may be an optional part.
      const missing = result !== undefined && 'with' in result && result.without.status !== 'success' ? lacking.get(facts) ?? [] : [];
      const more = missing.length === 0 ? [] : [warning('sdkNotHere', `it takes ${missing.join(', ')} from Lambda's runtime; install it in the app, or pass --aws-sdk <node_modules>`, false)];
      return verdictOf(facts, [...findings, ...more], result ?? { notRun: 'notRun' in files ? files.notRun : options.static ? 'as --static asks' : 'the sandbox is not available here' });
    });
    const runtimes = [...new Set(runnable.map(({ facts }) => facts.runtime!))].filter(isKnown).sort();
    return {
      functions, sandboxMissing,
      remarks: sandboxMissing === undefined ? [...runtimes.map((runtime) => describeVersion(runtime, versions.of(runtime))), ...measured(runtimes.length, options.starts)] : [`The functions were not run: ${sandboxMissing}`],
    };
  } finally {
    SIGNALS.forEach((signal) => process.off(signal, onSignal));
    contents.dispose();
  }
}

function measured(ran: number, starts: number): string[] {
  return ran === 0 ? [] : [`Init and memory are ${starts === 1 ? 'those of one start each way' : `the medians of ${starts} starts each way`}, on this machine`];
}

/** What is broken by its files alone need not be run; nor what has no tracing to prove. */
function isRunnable(looked: Looked): looked is Runnable {
  return looked.facts.reported?.status === 'traced' && 'code' in looked.files && !looked.findings.some(({ severity, ours }) => severity === 'error' && ours);
}

function givenLayers(named: readonly string[], functions: readonly FunctionFacts[], contents: Contents): Map<string, Content> {
  const names = new Set(functions.flatMap(({ layers }) => layers.map(({ name }) => name)));
  return new Map(named.map((entry) => {
    const [, name, path] = /^([^=]+)=(.+)$/.exec(entry) ?? [];
    if (name === undefined || !existsSync(path)) { throw new Failure(`--layer ${entry}: it must be the name of a layer, = and a folder or zip file that exists`, ExitCode.USAGE); }
    if (!names.has(name)) { throw new Failure(`--layer ${entry}: no function has a layer ${name}; there are ${[...names].sort().join(', ') || 'none'}`, ExitCode.USAGE); }
    const content = contents.of({ kind: path.endsWith('.zip') ? 'zip' : 'folder', path: resolve(path) });
    if (!hasContent(content)) { throw new Failure(`--layer ${entry}: ${content.why}`); }
    return [name, content];
  }));
}

interface RunAll extends VerifyOptions {
  readonly versions: NodeVersions;
  readonly contents: Contents;
}

interface Ran {
  readonly sandboxMissing?: string;
  /** Packages of the AWS SDK that are not on this machine, by function. */
  readonly lacking: ReadonlyMap<FunctionFacts, readonly string[]>;
}

async function runAll(
  runnable: readonly Runnable[], options: Omit<RunAll, 'events'> & { readonly events: ReadonlyMap<string, string> },
  ran: Map<FunctionFacts, Comparison | { readonly notRun: string }>, output: Output,
): Promise<Ran> {
  if (runnable.length === 0) { return { lacking: new Map() }; }
  const receivers: Receivers[] = [];
  try {
    try {
      for (let i = 0; i < Math.min(options.jobs, runnable.length); i++) { receivers.push(await openReceivers()); }
    } catch (problem) {
      return { sandboxMissing: sandboxNeeds((problem as Error).message), lacking: new Map() };
    }
    const { mounts, lacking } = sdkFor(runnable, options);
    const progress = new Progress(runnable.length, (text) => output.note(text), process.stderr.isTTY === true, process.stderr.columns);
    await each(runnable, options.jobs, async ({ facts, files, findings }, worker) => {
      const { runtime = '' } = facts;
      if (!isKnown(runtime)) { return; }
      try {
        const roots = files.layers.map(({ root }) => root);
        ran.set(facts, await compareRuns(facts, roots, {
          receivers: receivers[worker], runtime, node: options.versions.of(runtime), code: files.code.root, mounts, event: options.events.get(facts.path), starts: options.starts,
        }));
      } catch (problem) {
        ran.set(facts, { notRun: `the sandbox could not run it: ${(problem as Error).message}` });
      }
      progress.step(`${verdictOf(facts, findings, ran.get(facts)!).verdict}: ${facts.path.replace(/\p{Cc}/gu, ' ')}`);
    });
    progress.end();
    return { lacking };
  } finally {
    await Promise.all(receivers.map(async (opened) => opened.close()));
  }
}

async function openReceivers(): Promise<Receivers> {
  if (process.platform !== 'linux') { throw new Error(`this is ${process.platform}`); }
  return Receivers.open();
}

function sandboxNeeds(problem: string): string {
  return `the sandbox needs Linux with namespaces (unshare and nsenter of util-linux), as root or where users may make them (${problem.replace(/\s+/g, ' ')}); `
    + 'in a container add --cap-add SYS_ADMIN --security-opt seccomp=unconfined, where a user may not make namespaces use sudo, elsewhere a Linux machine; --static looks at the files only';
}

/** The parts of the AWS SDK that functions take from Lambda's runtime, from the app's own packages. */
function sdkFor(runnable: readonly Runnable[], { awsSdk, contents }: Pick<RunAll, 'awsSdk' | 'contents'>): { mounts: { [inside: string]: string }; lacking: Map<FunctionFacts, string[]> } {
  const byRoot = new Map<string, string[]>();
  for (const { files: { code: { root } } } of runnable) { if (!byRoot.has(root)) { byRoot.set(root, runtimePackages(root)); } }
  const names = [...new Set([...byRoot.values()].flat())];
  const source = awsSdk === undefined ? undefined : resolve(awsSdk);
  const folder = names.length === 0 || source === undefined ? undefined : contents.scratch();
  const missing = new Set(folder === undefined ? names : copyPackages(names, source!, folder));
  const lacking = new Map(runnable.map(({ facts, files: { code: { root } } }) => [facts, byRoot.get(root)!.filter((name) => missing.has(name))]));
  // CommonJS finds it by NODE_PATH, as on Lambda; an ES module looks in the folders above its own.
  return { mounts: folder === undefined ? {} : { '/var/runtime/node_modules': folder, '/var/node_modules': folder }, lacking };
}

