import { Readable } from 'node:stream';
import { LogLine } from './types';

/** Gathers what the processes inside write, line by line. */
export class Logs {
  private lines: LogLine[] = [];

  constructor(private readonly onLog?: (line: LogLine) => void) {}

  add(line: LogLine): void {
    this.lines.push(line);
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
    return taken;
  }
}
