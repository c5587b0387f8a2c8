import { cpSync, existsSync, readFileSync, readdirSync, statSync } from 'fs';
import { dirname, join } from 'path';
import { importsIn, isOfRuntime } from '../checks/imports';

/** More text than a bundle has is not looked through. */
const MOST_BYTES = 20 * 1024 * 1024;

/** The packages of the AWS SDK that a function takes from Lambda's runtime: it names them, and does not bring them. */
export function runtimePackages(root: string): string[] {
  const names = new Set<string>();
  let left = MOST_BYTES;
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined && left > 0; folder = folders.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules') { folders.push(path); }
      if (!entry.isFile() || !/\.[cm]?js$/.test(entry.name)) { continue; }
      left -= statSync(path).size;
      if (left > 0) { importsIn(readFileSync(path, 'utf8')).filter(isOfRuntime).forEach((name) => names.add(name)); }
    }
  }
  return [...names].sort().filter((name) => !existsSync(join(root, 'node_modules', name)));
}

/** The nearest folder of packages that has the AWS SDK, from a folder upwards. */
export function nearestSdk(folder: string): string | undefined {
  const packages = join(folder, 'node_modules');
  if (existsSync(join(packages, '@aws-sdk'))) { return packages; }
  return dirname(folder) === folder ? undefined : nearestSdk(dirname(folder));
}

/**
 * Copies packages with all that they need, and nothing else: the rest of the folder must not make up for what a function lacks.
 *
 * @returns those that are not there
 */
export function copyPackages(names: readonly string[], from: string, to: string): string[] {
  const missing: string[] = [];
  const done = new Set<string>();
  const copy = (name: string, wanted: boolean) => {
    if (done.has(name)) { return; }
    done.add(name);
    const source = join(from, name);
    if (!existsSync(join(source, 'package.json'))) {
      if (wanted) { missing.push(name); }
      return;
    }
    cpSync(source, join(to, name), { recursive: true, dereference: true, filter: (path) => !/[\\/]dist-types([\\/]|$)|\.(d\.[cm]?ts|map|md)$/.test(path) });
    const { dependencies = {} } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { dependencies?: { [name: string]: string } };
    Object.keys(dependencies).forEach((dependency) => copy(dependency, isOfRuntime(dependency)));
  };
  names.forEach((name) => copy(name, true));
  return missing;
}
