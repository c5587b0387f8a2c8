import * as path from 'node:path';
import { Sandbox, SandboxOptions } from '../../sandbox';

export const functions = path.join(__dirname, 'fixtures', 'functions');

const open = new Set<Sandbox>();

/** Starts a sandbox on the fixture functions; it is shut down after the test. */
export async function started(handler: string, options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await Sandbox.start({ code: functions, handler, ...options });
  open.add(sandbox);
  return sandbox;
}

afterEach(async () => {
  await Promise.all([...open].map(async (sandbox) => sandbox.shutdown()));
  open.clear();
});
