import { existsSync, readdirSync, readFileSync } from 'fs';
import { dirname, join } from 'path';

const ROOT = join(__dirname, '..', '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`)];

test('the README is under 300 lines and names its two commands', () => {
  expect(readme.split('\n').length).toBeLessThan(300);
  expect(readme).toContain('\nnpm ci && npm run demo ');
  expect(readme).toContain('\nnpm ci && npm test ');
});

test('the README or the page of providers names every provider that is exported', () => {
  const providers = readFileSync(join(ROOT, 'docs', 'providers.md'), 'utf8');
  const exported = readFileSync(join(ROOT, 'src', 'index.ts'), 'utf8').match(/\b(?!Tracing|ITracing)\w+Provider\b(?=,| \})/g)!;
  expect(exported.length).toBeGreaterThanOrEqual(4);
  expect(exported.filter((name) => !readme.includes(`\`${name}(`) && !providers.includes(name))).toEqual([]);
});

test.each(pages)('links of %s lead somewhere', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target).filter((target) => !/^https?:/.test(target));
  const missing = targets.filter((target) => {
    const [path, anchor] = target.split('#');
    const file = path === '' ? join(ROOT, page) : join(ROOT, dirname(page), path);
    return !existsSync(file) || (anchor !== undefined && !headings(readFileSync(file, 'utf8')).includes(anchor));
  });
  expect(missing).toEqual([]);
});

/** As GitHub makes anchors of headings. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/[^\w\- ]/g, '').replace(/ /g, '-'));
}
