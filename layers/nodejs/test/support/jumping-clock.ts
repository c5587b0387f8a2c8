import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Code of a function that moves the wall clock of its process by so many seconds; the monotonic clock goes on, as it does when a host's clock is set. */
export const JUMP = "const jump = (seconds) => require('node:fs').writeFileSync('/tmp/clock', (seconds < 0 ? '' : '+') + seconds);";

/** What the function needs for it beside the layer. */
export const JUMPING: Readonly<Record<string, string>> = {
  LD_PRELOAD: '/opt/lib/libfaketime.so', FAKETIME_TIMESTAMP_FILE: '/tmp/clock', FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', FAKETIME_DISABLE_SHM: '1',
};

/** A layer with Debian's libfaketime. */
export function libfaketime(): string {
  const installed = readdirSync('/usr/lib').map((folder) => join('/usr/lib', folder, 'faketime/libfaketimeMT.so.1')).find((file) => existsSync(file));
  if (installed === undefined) throw new Error('libfaketime is not installed: apt-get install libfaketime');
  const root = mkdtempSync(join(tmpdir(), 'layer-faketime-'));
  mkdirSync(join(root, 'lib'));
  copyFileSync(installed, join(root, 'lib/libfaketime.so'));
  return root;
}
