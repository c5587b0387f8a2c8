import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cellsOf, REGIONS } from './cells';
import { EVERY_PROVIDER } from './every-provider';
import { RUNTIMES } from '../../src/catalog/runtimes';
import { DIAGNOSTICS } from '../../src/core/diagnostics';
import { FunctionArchitecture } from '../../src/core/function-model';

// provider × runtime × architecture × {fixed region, other region, no region, China, GovCloud}: the table says of each cell how the tracer is
// started and which layers are attached, or why not. It was compared with the vendors' own lists, not only with the catalog.
const ROWS = readFileSync(join(__dirname, 'cells.txt'), 'utf8').trim().split('\n').map((row) => {
  const [provider, runtimes, architectures, ...cells] = row.split(' | ');
  return { provider, runtimes: runtimes.split(' '), architectures: architectures.split(' ') as FunctionArchitecture[], cells };
});

const ZIP_RUNTIMES = RUNTIMES.filter(({ imageOnly }) => !imageOnly).map(({ name }) => name);

test.each(ROWS.map((row) => [row.provider, row.architectures.join(', '), row.runtimes.join(', '), row] as const))('%s on %s: %s', (_, __, ___, { provider, runtimes, architectures, cells }) => {
  const decider = EVERY_PROVIDER[provider]();
  for (const runtime of runtimes) {
    for (const architecture of architectures) {
      expect([runtime, ...cellsOf(decider, runtime, architecture)]).toEqual([runtime, ...cells]);
    }
  }
});

test.each(Object.keys(EVERY_PROVIDER))('the table has each runtime and architecture of %s once', (provider) => {
  const covered = ROWS.filter((row) => row.provider === provider).flatMap(({ runtimes, architectures }) => runtimes.flatMap((runtime) => architectures.map((one) => `${runtime} ${one}`)));
  const all = ZIP_RUNTIMES.flatMap((runtime) => Object.values(FunctionArchitecture).map((one) => `${runtime} ${one}`));
  expect(covered.sort()).toEqual(all.sort());
});

test('the table has a cell for each region, and names no reason that there is not', () => {
  for (const { cells } of ROWS) {
    expect(cells).toHaveLength(1 + REGIONS.length);
    const reasons = cells.slice(1).filter((cell) => /^[a-z]+[A-Z]\w+$/.test(cell));
    expect(reasons.filter((reason) => !(reason in DIAGNOSTICS))).toEqual([]);
  }
});

test('every way to start a tracer is there, on both architectures', () => {
  for (const architecture of Object.values(FunctionArchitecture)) {
    const ways = ROWS.filter((row) => row.architectures.includes(architecture)).map(({ cells }) => cells[0]).join('\n');
    for (const way of ['wrapper /opt/', 'handler ', 'NODE_OPTIONS+=', 'INVOCATION', 'active tracing']) { expect(ways).toContain(way); }
  }
});
