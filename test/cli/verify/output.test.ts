import { redacted } from '../../../cli/verify/dynamic/redacted';
import { Progress } from '../../../cli/verify/output/progress';

test("a function's own words are shown without the values of its variables", () => {
  expect(redacted('connect postgres://u:p4ssword@db failed, p4ssword', { URL: 'postgres://u:p4ssword@db', PASSWORD: 'p4ssword', SHORT: 'db' })).toBe('connect <URL> failed, <PASSWORD>');
});

test('progress is a bar on a terminal, which goes in the end, and lines elsewhere', () => {
  const written = (terminal: boolean) => {
    let text = '';
    const progress = new Progress(2, (more) => { text += more; }, terminal, 60);
    progress.step('proven: a');
    progress.step(`proven: ${'b'.repeat(100)}`);
    progress.end();
    return text;
  };
  expect(written(false)).toBe(`1/2 proven: a\n2/2 proven: ${'b'.repeat(100)}\n`);
  expect(written(true)).toMatch(/^\r\[#{12}\.{12}\] 1\/2 proven: a\u001b\[K\r\[#{24}\] 2\/2 proven: b+\u001b\[K\r\u001b\[K$/);
  expect(Math.max(...written(true).split('\r').map((line) => line.replace('\u001b[K', '').length))).toBeLessThan(60);
});
