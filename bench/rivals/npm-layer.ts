import { execFileSync } from 'child_process';
import { cpSync, existsSync, mkdirSync, rmSync, statSync } from 'fs';
import { join, sep } from 'path';

/** Packages of npm's with a lock of their own in `folder`: installed once for each state of the lock. */
export function installed(folder: string): string {
  const modules = join(folder, 'node_modules');
  const stamp = join(modules, '.package-lock.json');
  if (!existsSync(stamp) || statSync(stamp).mtimeMs < statSync(join(folder, 'package-lock.json')).mtimeMs) {
    execFileSync('npm', ['ci', '--prefix', folder, '--ignore-scripts', '--no-bin-links', '--no-audit', '--no-fund'], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return modules;
}

/** An empty directory that is to become /opt. */
export function emptyLayer(folder: string, name = 'layer'): string {
  const layer = join(folder, 'dist', name);
  rmSync(layer, { recursive: true, force: true });
  mkdirSync(layer, { recursive: true });
  return layer;
}

/** What no function loads: declarations, source maps and text. */
const NOT_LOADED = /\.(d\.[cm]?ts|map|md|markdown)$/;

/** The installed packages as /opt/nodejs/node_modules, where a layer has them; all, or those that are named. */
export function layOut(modules: string, layer: string, names: readonly string[] = ['']): void {
  for (const name of names) {
    cpSync(join(modules, name), join(layer, 'nodejs/node_modules', name), {
      recursive: true,
      filter: (path) => !NOT_LOADED.test(path) && !path.endsWith(`${sep}node_modules${sep}.package-lock.json`),
    });
  }
}
