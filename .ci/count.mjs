// Counts tests. Results of a suite: $CI_RESULTS/<suite>.json, { passed, failed, skipped }.
//   count.mjs junit <suite> <file.xml>…   from JUnit XML
//   count.mjs settle <suite> <status>     a suite that failed, or ran nothing, without a failed test has one now
//   count.mjs total                       all suites, and the closing line; exit code 1 unless all is well
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , command, ...args] = process.argv;
const folder = process.env.CI_RESULTS;
const fileOf = (suite) => join(folder, `${suite}.json`);
const read = (suite) => (existsSync(fileOf(suite)) ? JSON.parse(readFileSync(fileOf(suite), 'utf8')) : { passed: 0, failed: 0, skipped: 0 });
const write = (suite, result) => writeFileSync(fileOf(suite), JSON.stringify(result));

const commands = {
  junit([suite, ...files]) {
    const sum = read(suite);
    for (const file of files) {
      // Of each innermost <testsuite>: a total over all of them may or may not be there.
      for (const [, attributes] of readFileSync(file, 'utf8').matchAll(/<testsuite\s([^>]*)>/g)) {
        const number = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(attributes)?.[1] ?? 0);
        const failed = number('failures') + number('errors');
        sum.failed += failed;
        sum.skipped += number('skipped');
        sum.passed += number('tests') - failed - number('skipped');
      }
    }
    write(suite, sum);
  },

  settle([suite, status]) {
    const result = read(suite);
    const ranNothing = result.passed + result.failed === 0;
    if (ranNothing) { console.log(`    ${suite} ran no test`); }
    if ((status !== '0' && result.failed === 0) || ranNothing) { result.failed += 1; }
    write(suite, result);
  },

  total() {
    const suites = readdirSync(folder).sort().map((file) => file.replace(/\.json$/, ''));
    const sum = { passed: 0, failed: 0, skipped: 0 };
    console.log(`\n${'suite'.padEnd(16)} passed  failed  skipped`);
    for (const suite of suites) {
      const result = read(suite);
      for (const key of Object.keys(sum)) { sum[key] += result[key] ?? 0; }
      console.log([suite.padEnd(16), String(result.passed).padStart(6), String(result.failed).padStart(7), String(result.skipped ?? 0).padStart(8)].join(' '));
    }
    console.log(`\n${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`);
    process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;
  },
};

commands[command](args);
