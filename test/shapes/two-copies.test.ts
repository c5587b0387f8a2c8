import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'fs';
import { dirname, join, resolve } from 'path';

/**
 * The app's aws-cdk-lib and the library's are often two copies, a hoisted and a nested one, and of two versions.
 * A symbolic link that is not followed makes the copy; OTHER_AWS_CDK_LIB names the folder of another version for the
 * app's side, which CI sets.
 */
const ROOT = resolve(__dirname, '../..');
const modules = join(ROOT, 'node_modules');
const other = process.env.OTHER_AWS_CDK_LIB ?? realpathSync(join(modules, 'aws-cdk-lib'));

let folder: string;

beforeEach(() => {
  // Inside node_modules, so that what is not linked is found above.
  mkdirSync(join(modules, '.cache'), { recursive: true });
  folder = mkdtempSync(join(modules, '.cache', 'two-copies-'));
  mkdirSync(join(folder, 'node_modules'));
  // Another version brings its own dependencies; constructs is linked by the test that wants a second one.
  const linked = process.env.OTHER_AWS_CDK_LIB ? readdirSync(dirname(other)).filter((name) => !name.startsWith('.') && name !== 'constructs') : ['aws-cdk-lib'];
  linked.forEach((name) => symlinkSync(join(dirname(other), name), join(folder, 'node_modules', name)));
  symlinkSync(join(__dirname, 'two-copies'), join(folder, 'app'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function synthesized(way: 'facade' | 'aspect', ownConstructs: boolean) {
  if (ownConstructs) { symlinkSync(join(dirname(other), 'constructs'), join(folder, 'node_modules', 'constructs')); }
  const outdir = join(folder, 'cdk.out');
  const printed = execFileSync(process.execPath, [
    '--preserve-symlinks', '--preserve-symlinks-main', '--require', join(modules, 'tsx/dist/cjs/index.cjs'),
    join(folder, 'app', 'app.cjs'), join(ROOT, 'src/index.ts'), outdir, way,
  ], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const json = (file: string) => JSON.parse(readFileSync(join(outdir, file), 'utf8'));
  const statuses = Object.fromEntries(json('lambda-tracing.json').functions.map(({ path, status }: any) => [path.split('/').at(-2), status]));
  return { ...JSON.parse(printed), statuses, template: json('Shop.template.json') } as { copies: number; constructs: number; statuses: object; template: any };
}

const STATUSES = { Plain: 'traced', Layered: 'traced', InNested: 'traced', WithImportedRole: 'traced', InStage: 'traced', OptedOut: 'excluded', Tagged: 'excluded' };

describe.each([['one copy of constructs', false], ['two copies of constructs', true]])('two copies of aws-cdk-lib with %s', (_, ownConstructs) => {
  jest.setTimeout(120_000);

  test('every function is found, decided about and written by the facade', () => {
    const { copies, constructs, statuses, template } = synthesized('facade', ownConstructs);

    expect(copies).toBe(2);
    expect(constructs).toBe(ownConstructs ? 2 : 1);
    expect(statuses).toEqual(STATUSES);
    const resources = Object.entries<any>(template.Resources);
    const fn = (id: string) => resources.find(([logicalId, { Type }]) => logicalId.startsWith(id) && Type === 'AWS::Lambda::Function')![1].Properties;
    expect(fn('Plain')).toMatchObject({ TracingConfig: { Mode: 'Active' }, Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-instrument' } } });
    expect(fn('Plain').Layers).toHaveLength(1);
    expect(fn('Layered').Layers).toHaveLength(2);
    expect(fn('Layered').Environment.Variables.OWN_VALUE).toBe('1');
    expect(Object.keys(template.Mappings)).toHaveLength(1);
    expect(resources.find(([id]) => id.startsWith('PlainServiceRole'))![1].Properties.Policies).toHaveLength(1);
    expect(resources.filter(([, { Type }]) => Type === 'AWS::IAM::Policy')).toHaveLength(1);
  });

  test('the plain Aspect works as well, added by the app\'s copy', () => {
    expect(synthesized('aspect', ownConstructs).statuses).toEqual({ ...STATUSES, InStage: 'uncovered' });
  });
});
