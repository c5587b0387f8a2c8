import { readFileSync } from 'fs';
import { join } from 'path';
import { STANDARD } from './io';
import { run } from './program';

const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 3));

// Ends even where a request that nobody waits for any more is still being repeated.
void run(process.argv.slice(2), version, STANDARD).then((exitCode) => process.stdout.write('', () => process.exit(exitCode)));
