import { existsSync, readFileSync, realpathSync } from 'fs';
import { SourceMap } from 'module';
import { dirname, isAbsolute, join, relative, resolve } from 'path';
import { fileURLToPath } from 'url';

/** A place in a file. */
export interface Place {
  /** Absolute. */
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** The last one counts; what a bundler took over from others stands before. */
const MAPPED = /\/\/[#@] sourceMappingURL=(\S+)\s*$/;
const INLINE = /^data:application\/json;(?:charset=[^;,]+;)?base64,/;

/** The source maps of compiled files, each read once; an app of one file has thousands of functions. */
export class SourceMaps {
  private readonly maps = new Map<string, SourceMap | undefined>();

  /** @param folder what is outside of it is not read: places are what an assembly says, and that may be anybody's */
  constructor(private readonly folder: string) {}

  /** The place in the file that was compiled; the same one where that is not known. */
  public original(place: Place): Place {
    const { file, line, column } = place;
    if (!/\.[cm]?js$/.test(file)) { return place; }
    if (!this.maps.has(file)) { this.maps.set(file, this.mapOf(file)); }
    try {
      const map = this.maps.get(file);
      const entry = map?.findEntry(line - 1, (column ?? 1) - 1);
      if (entry === undefined || !('originalSource' in entry)) { return place; }
      const source = sourceFile(file, map!.payload.sourceRoot, entry.originalSource);
      return source !== undefined && this.isInside(source) ? { file: source, line: entry.originalLine + 1, column: entry.originalColumn + 1 } : place;
    } catch {
      return place; // the map says what no map may say
    }
  }

  private mapOf(file: string): SourceMap | undefined {
    try {
      const [, url] = (this.isInside(file) && MAPPED.exec(readFileSync(file, 'utf8'))) || [];
      if (url === undefined) { return undefined; }
      const beside = resolve(dirname(file), decodeURI(url));
      const text = INLINE.test(url) ? Buffer.from(url.replace(INLINE, ''), 'base64').toString() : this.isInside(beside) ? readFileSync(beside, 'utf8') : undefined;
      return text === undefined ? undefined : new SourceMap(JSON.parse(text) as SourceMap['payload']);
    } catch {
      return undefined; // the compiled place is better than none
    }
  }

  /** Links are followed before it is asked. */
  private isInside(file: string): boolean {
    if (!existsSync(file)) { return false; }
    const path = relative(realpathSync(this.folder), realpathSync(file));
    return !path.startsWith('..') && !isAbsolute(path);
  }
}

function sourceFile(compiled: string, root: string | undefined, source: string): string | undefined {
  if (source.startsWith('file:')) { return fileURLToPath(source); }
  return /^[a-z][a-z0-9+.-]+:/i.test(source) ? undefined : resolve(dirname(compiled), root && !source.startsWith(root) ? join(root, source) : source);
}
