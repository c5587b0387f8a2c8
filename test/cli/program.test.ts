import { existsSync, mkdirSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { folderWith, reported, reportOf, skipped, template } from './assembly';
import { run } from '../../cli/program';

const EVIL = '</script><script>alert(1)</script><img src=x onerror=alert(1)>&"\'\u2028';

async function cli(...args: string[]) {
  const printed = { out: '', note: '' };
  const exitCode = await run(args, '1.2.3', { out: (text) => { printed.out += text; }, note: (text) => { printed.note += text; } });
  return { exitCode, ...printed };
}

function assembly(more: Parameters<typeof reported>[0] = {}): string {
  return folderWith({ 'lambda-tracing.json': reportOf([reported(more), skipped()]), 'Shop.template.json': template() });
}

describe('the command line', () => {
  test('help names every command and exit code', async () => {
    const { exitCode, out } = await cli('--help');

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^Usage: cdk-lambda-tracing/);
    expect(out).toMatch(/\n {2}report /);
    expect(out).toMatch(/Exit codes: 0 /);
  });

  test.each([
    [['--version'], 0, /^1\.2\.3\n$/, /^$/],
    [['help', 'report'], 0, /Writes one self-contained HTML page/, /^$/],
    [['reprot'], 2, /^$/, /^cdk-lambda-tracing: unknown command 'reprot'\n\(Did you mean report\?\)\n$/],
    [['report', '--nosuch'], 2, /^$/, /^cdk-lambda-tracing: unknown option '--nosuch'/],
    [['report', 'one', 'two'], 2, /^$/, /too many arguments/],
    [[], 2, /^$/, /^Usage:/],
  ])('%j', async (args, expected, outPattern, notePattern) => {
    const { exitCode, out, note } = await cli(...args);

    expect(exitCode).toBe(expected);
    expect(out).toMatch(outPattern);
    expect(note).toMatch(notePattern);
  });
});

describe('report', () => {
  test('writes the page beside nothing else, and says so', async () => {
    const folder = folderWith({});
    const { exitCode, out, note } = await cli('report', assembly(), '-o', join(folder, 'page.html'), '-t', 'A <title>');

    expect(exitCode).toBe(0);
    expect(out).toMatch(/page\.html: 2 functions, 1 traced, \d+ KB\n$/);
    expect(note).toBe('');
    expect(readdirSync(folder)).toEqual(['page.html']);
    const html = readFileSync(join(folder, 'page.html'), 'utf8');
    expect(html).toContain('<title>A &#60;title&#62;</title>');
    expect(html).not.toMatch(/s3cret|secret code|https?:\/\//);
    expect(html).toContain('"OWN_KEY\\": \\"(value not shown)\\",');
  });

  test('a value is shown where it is known to be the one that tracing has set, and only there', async () => {
    const { Resources } = template() as any;
    const changes = { ...reported().changes!, environment: ['AWS_LAMBDA_EXEC_WRAPPER', 'OWN_KEY', 'TARGET'], before: { environment: ['OWN_KEY'] } };
    const page = async (variables: object) => {
      Object.assign(Resources.Orders1.Properties.Environment.Variables, variables);
      return (await cli('report', folderWith({ 'lambda-tracing.json': reportOf([reported({ changes })]), 'Shop.template.json': { Resources } }), '-o', '-')).out;
    };

    expect(await page({})).toContain('"AWS_LAMBDA_EXEC_WRAPPER\\": \\"/opt/wrapper\\"');
    expect(await page({ AWS_LAMBDA_EXEC_WRAPPER: '/opt/s3cret', TARGET: 's3cret' })).not.toMatch(/s3cret|secret code/);
  });

  test('names are data, whatever they hold', async () => {
    const { out } = await cli('report', assembly({ path: EVIL, stack: EVIL, runtime: EVIL }), '-o', '-', '-t', EVIL);

    expect(out.match(/<script/g)).toHaveLength(2);
    expect(out.match(/<\/script/g)).toHaveLength(2);
    expect(out).not.toContain('<img');
    const [, data] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(out)!;
    expect(JSON.parse(data).functions[0].path).toBe(EVIL);
    expect(data).not.toMatch(/[<\u2028]/);
  });

  test.each([
    ['a folder that is not there', () => join(folderWith({}), 'cdk.out'), /cannot read .*cdk\.out: it does not exist; pass the folder that `cdk synth` has written/],
    ['a file', () => join(folderWith({ 'cdk.out': '' }), 'cdk.out'), /is not a folder/],
    ['an assembly without tracing', () => folderWith({ 'manifest.json': {} }), /lambda-tracing\.json: it does not exist/],
  ])('%s', async (_, folder, message) => {
    const { exitCode, note } = await cli('report', folder(), '-o', '-');

    expect(exitCode).toBe(3);
    expect(note).toMatch(message);
    expect(note).not.toMatch(/\n\s+at /);
  });

  test('a page that cannot be written leaves what was there', async () => {
    const folder = folderWith({});
    mkdirSync(join(folder, 'page.html'));
    const { exitCode, note } = await cli('report', assembly(), '-o', join(folder, 'page.html'));

    expect(exitCode).toBe(3);
    expect(note).toMatch(/^cdk-lambda-tracing: cannot write /);
    expect(readdirSync(folder)).toEqual(['page.html']);
    expect(existsSync(join(folder, 'page.html'))).toBe(true);
  });
});
