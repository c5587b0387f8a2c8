import { lstatSync, readdirSync, realpathSync } from 'fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'path';
import { isObject, objectIn } from './read-templates';

/** Where the content of a function or layer is. */
export type Asset =
  | { readonly kind: 'folder' | 'zip'; readonly path: string }
  | { readonly kind: 'inline'; readonly source: string }
  /** Not part of the assembly: in a bucket, or published by somebody. */
  | { readonly kind: 'elsewhere'; readonly why: string }
  /** Part of the assembly, and not to be had. */
  | { readonly kind: 'lost'; readonly why: string };

/** The files that a synthesis has staged. None of them may lie outside the assembly, whatever its manifests say. */
export class AssetFiles {
  private readonly root: string;
  /** By folder of the manifests: path of an asset by its key in the bucket. */
  private readonly manifests = new Map<string, Map<string, string>>();

  constructor(private readonly assembly: string) {
    this.root = realpathSync(assembly);
  }

  /** The asset behind a key in a bucket, as a template names it. */
  public byKey(template: string, key: unknown, metadata: unknown): Asset {
    const folder = dirname(join(this.assembly, template));
    const named = typeof key === 'string' ? key : isObject(key) && typeof key['Fn::Sub'] === 'string' ? key['Fn::Sub'] : undefined;
    const hint = isObject(metadata) && typeof metadata['aws:asset:path'] === 'string' ? metadata['aws:asset:path'] : undefined;
    const path = (named === undefined ? undefined : this.manifestsOf(folder).get(named)) ?? hint;
    if (path === undefined) { return { kind: 'elsewhere', why: named === undefined ? 'its code is not an asset of the app' : `its code is ${named} in a bucket, not an asset of the app` }; }
    return this.at(folder, path);
  }

  private at(folder: string, path: string): Asset {
    const full = resolve(folder, path);
    if (!isBelow(this.root, resolve(this.root, relative(resolve(this.assembly), full)))) {
      return { kind: 'lost', why: `its asset ${path} lies outside the assembly${isAbsolute(path) ? '; is asset staging switched off?' : ''}` };
    }
    try {
      // A link on the way there could lead anywhere.
      if (!isBelow(this.root, realpathSync(full))) { return { kind: 'lost', why: `its asset ${path} is a symbolic link that leads out of the assembly` }; }
      const entry = lstatSync(realpathSync(full));
      if (entry.isDirectory()) { return { kind: 'folder', path: full }; }
      return entry.isFile() ? { kind: 'zip', path: full } : { kind: 'lost', why: `its asset ${path} is neither a file nor a folder` };
    } catch {
      return { kind: 'lost', why: `its asset ${path} is not in the assembly` };
    }
  }

  private manifestsOf(folder: string): Map<string, string> {
    const known = this.manifests.get(folder);
    if (known !== undefined) { return known; }
    const paths = new Map<string, string>();
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.assets.json')) { continue; }
      const { files } = objectIn(join(folder, entry.name));
      for (const file of Object.values(isObject(files) ? files : {})) {
        const source = isObject(file) && isObject(file.source) ? file.source.path : undefined;
        const destinations = isObject(file) && isObject(file.destinations) ? Object.values(file.destinations) : [];
        if (typeof source !== 'string') { continue; }
        destinations.forEach((destination) => { if (isObject(destination) && typeof destination.objectKey === 'string') { paths.set(destination.objectKey, source); } });
      }
    }
    this.manifests.set(folder, paths);
    return paths;
  }
}

/** Whether a path is a folder or something in it. */
export function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
