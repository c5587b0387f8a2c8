import { Readable } from 'node:stream';
import { LogLine } from './types';

/** CloudWatch takes no longer events; Lambda parts them as well. */
const LONGEST_LINE = 256 * 1024;
/** What is kept of one phase. A function may write gigabytes, and nobody reads them. */
const KEPT = 8 * 1024 * 1024;

/** Gathers what the processes inside write, line by line. */
export class Logs {
  private lines: LogLine[] = [];
  private size = 0;

  constructor(private readonly onLog?: (line: LogLine) => void) {}

  add(line: LogLine): void {
    this.size += line.line.length;
    if (this.size <= KEPT || line.source === 'platform') this.lines.push(line);
    this.onLog?.(line);
  }

  attach(stream: Readable, source: LogLine['source'], extension: string | undefined, alsoTo: (line: LogLine) => void): void {
    let rest = '';
    const emit = (text: string) => {
      const line = { time: Date.now(), source, ...(extension === undefined ? {} : { extension }), line: text };
      this.add(line);
      alsoTo(line);
    };
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop()!;
      for (const part of parts) emit(part);
      for (; rest.length > LONGEST_LINE; rest = rest.slice(LONGEST_LINE)) emit(rest.slice(0, LONGEST_LINE));
    });
    stream.on('end', () => {
      if (rest !== '') emit(rest);
      rest = '';
    });
  }

  /** What has come since the last call. What lay in a pipe before is read first. */
  async take(): Promise<LogLine[]> {
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    const taken = this.lines;
    this.lines = [];
    this.size = 0;
    return taken;
  }
}
