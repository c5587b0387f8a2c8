import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Asset, isBelow } from './asset-files';
import { TooLarge, unzip } from './unzip';
import { reasonOf } from '../../failure';

/** An asset as a folder that can be looked into and run. */
export interface Content {
  readonly root: string;
  /** Unpacked, as Lambda counts. */
  readonly bytes: number;
}

/** Why there is no content: what the assembly has is not fit to be deployed, or it has nothing. */
export interface NoContent {
  readonly why: string;
  readonly unfit: boolean;
}

/** No function can have more, so nobody need look at more (Lambda quotas). */
const MOST_FILES = 200_000;

/** What all archives together may take here. */
const MOST_UNPACKED = 4 * 1024 * 1024 * 1024;

/** Unpacks what has to be, once each, into a folder of its own that goes with the command. */
export class Contents {
  private readonly known = new Map<string, Content | NoContent>();
  private folder?: string;
  private made = 0;
  private unpackedBytes = 0;

  constructor(private readonly mostUnpacked = MOST_UNPACKED) {}

  public of(asset: Asset): Content | NoContent {
    switch (asset.kind) {
      case 'elsewhere': return { why: asset.why, unfit: false };
      case 'lost': return { why: asset.why, unfit: true };
      case 'inline': return this.once(`inline ${asset.source}`, () => this.inline(asset.source));
      case 'folder': return this.once(asset.path, () => measured(realpathSync(asset.path)));
      default: return this.once(asset.path, () => this.unpacked(asset.path));
    }
  }

  /** A new, empty folder for somebody else's need. */
  public scratch(): string {
    this.folder ??= mkdtempSync(join(tmpdir(), 'cdk-lambda-tracing-verify-'));
    const folder = join(this.folder, String(this.made++));
    mkdirSync(folder);
    return folder;
  }

  public dispose(): void {
    if (this.folder !== undefined) { rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 }); }
    this.folder = undefined;
  }

  private once(key: string, make: () => Content | NoContent): Content | NoContent {
    let content = this.known.get(key);
    if (content === undefined) {
      try {
        content = make();
      } catch (problem) {
        content = { why: `its asset cannot be read: ${reasonOf(problem)}`, unfit: true };
      }
      this.known.set(key, content);
    }
    return content;
  }

  /** Lambda writes it to a file with the runtime's ending; the runtimes look for their own. */
  private inline(source: string): Content {
    const root = this.scratch();
    ['index.js', 'index.py'].forEach((name) => writeFileSync(join(root, name), source));
    return { root, bytes: Buffer.byteLength(source) };
  }

  private unpacked(path: string): Content | NoContent {
    const packed = { why: `its archive is left packed: those before it took ${this.unpackedBytes} bytes, and all may take ${this.mostUnpacked}`, unfit: false };
    const left = this.mostUnpacked - this.unpackedBytes;
    if (left <= 0) { return packed; }
    const root = this.scratch();
    try {
      unzip(path, root, left);
    } catch (problem) {
      rmSync(root, { recursive: true, force: true });
      if (problem instanceof TooLarge) { return packed; }
      throw problem;
    }
    const content = measured(root);
    if (hasContent(content)) { this.unpackedBytes += content.bytes; } else { rmSync(root, { recursive: true, force: true }); }
    return content;
  }
}

/** Its size; or what is in it that a deployment would leave out, or take from elsewhere on this machine. */
function measured(root: string): Content | NoContent {
  let bytes = 0;
  let files = 0;
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const entry = lstatSync(path);
      files += 1;
      if (files > MOST_FILES) { return { why: `it has more than ${MOST_FILES} files`, unfit: true }; }
      if (entry.isSymbolicLink()) {
        if (!leadsInside(root, path)) { return { why: `${path.slice(root.length + 1)} is a symbolic link that leads nowhere, or out of it`, unfit: true }; }
      } else if (entry.isDirectory()) {
        folders.push(path);
      } else if (entry.isFile()) {
        bytes += entry.size;
      } else {
        return { why: `${path.slice(root.length + 1)} is neither a file nor a folder`, unfit: true };
      }
    }
  }
  return { root, bytes };
}

function leadsInside(root: string, link: string): boolean {
  try {
    return isBelow(realpathSync(root), realpathSync(link));
  } catch {
    return false;
  }
}

/** A regular file of a content, found by the way Lambda would go; nothing where there is none. */
export function fileIn({ root }: Content, path: string): string | undefined {
  const full = join(root, path);
  return isBelow(root, full) && statSync(full, { throwIfNoEntry: false })?.isFile() ? full : undefined;
}

/** Text of a file, as far as anybody looks into it. */
export function textIn(file: string): string {
  return readFileSync(file, 'utf8');
}

export function hasContent(content: Content | NoContent): content is Content {
  return 'root' in content;
}

