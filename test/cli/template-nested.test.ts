import { readdirSync } from 'fs';
import { one, traced } from './traced-template';

const nested = (type: string, property: string, location: string) => `Resources:\n  Inner:\n    Type: ${type}\n    Properties: { ${property}: ${location} }\n`;
const STACK = 'AWS::CloudFormation::Stack';
const diagnosticsOf = ({ report }: Awaited<ReturnType<typeof traced>>) => report().diagnostics.map(({ path, id, message }) => [path, id, message]);

test.each([[STACK, 'TemplateURL'], ['AWS::Serverless::Application', 'Location']])('%s: functions of a file that it refers to are listed as uncovered, so that a gate finds them', async (type, property) => {
  const files = { 'in.yaml': nested(type, property, 'inner/template.yaml'), 'inner/template.yaml': one(''), 'lambda-tracing.json': { failOnUntraced: true } };
  const result = await traced(files, 'in.yaml', '-o', 'out.yaml');

  expect(result.exitCode).toBe(1);
  expect(result.read('out.yaml')).toBe(files['in.yaml']);
  expect(result.report().functions).toEqual([{
    path: 'Inner/Fn', logicalId: 'Fn', stack: 'in/Inner', runtime: 'python3.13', status: 'uncovered', level: 'NONE',
    diagnostics: [expect.objectContaining({ id: 'cdk-lambda-tracing:nestedTemplate', message: expect.stringContaining('inner/template.yaml, which is not traced') })],
  }]);
  expect(result.note).toContain('1 functions are not traced as they should be');
});

test('one that was traced before counts as traced, also where it is nested more deeply', async () => {
  const inner = await traced({ 'in.yaml': one('') }, 'in.yaml', '-o', 'out.yaml');
  const result = await traced({ 'in.yaml': nested(STACK, 'TemplateURL', './a.yaml'), 'a.yaml': nested(STACK, 'TemplateURL', 'b/b.yaml'), 'b/b.yaml': inner.read('out.yaml') }, 'in.yaml', '-o', 'out.yaml');

  expect(result.exitCode).toBe(0);
  expect(result.report().totals).toMatchObject({ functions: 1, traced: 1 });
  expect(result.report().functions[0]).toMatchObject({ path: 'Inner/Inner/Fn', stack: 'in/Inner/Inner', status: 'traced' });
});

test.each<[string, string, { readonly [file: string]: unknown }, RegExp]>([
  ['a URL', 'https://example.com/x.yaml', {}, /its template is https:\/\/example\.com\/x\.yaml, which is not on this machine/],
  ['an intrinsic function', '!Ref Url', {}, /its template is not named by a path/],
  ['a file that is not there', 'gone.yaml', {}, /cannot read gone\.yaml: it does not exist/],
  ['a file that is no template', 'b.yaml', { 'b.yaml': 'a: 1' }, /b\.yaml is no CloudFormation template/],
  ['itself', 'in.yaml', {}, /in\.yaml nests itself/],
  ['one that has it in turn', 'b.yaml', { 'b.yaml': nested(STACK, 'TemplateURL', 'in.yaml') }, /in\.yaml nests itself/],
])('where the nested template is %s that is said, and the rest is done', async (_, location, files, message) => {
  const result = await traced({ 'in.yaml': nested(STACK, 'TemplateURL', location), ...files }, 'in.yaml', '-o', 'out.yaml');

  expect(result.exitCode).toBe(0);
  expect(diagnosticsOf(result)).toEqual([[expect.stringMatching(/^Inner/), 'cdk-lambda-tracing:nestedTemplateUnseen', expect.stringMatching(message)]]);
  expect(readdirSync(result.folder)).toContain('out.yaml');
});

test('a template that is used twice is looked at twice, and one that doubles at every step not without end', async () => {
  const twice = (location: string) => `${nested(STACK, 'TemplateURL', location)}  Other:\n    Type: ${STACK}\n    Properties: { TemplateURL: ${location} }\n`;
  const { report } = await traced({ 'in.yaml': twice('b.yaml'), 'b.yaml': one('') }, 'in.yaml', '-o', 'out.yaml');
  expect(report().functions.map(({ path }) => path)).toEqual(['Inner/Fn', 'Other/Fn']);

  const { report: looped } = await traced({ 'in.yaml': twice('in.yaml') }, 'in.yaml', '-o', 'out.yaml');
  expect(looped().diagnostics).toHaveLength(2);
});

test('templates that are nested without end are left at some depth', async () => {
  const files = Object.fromEntries(Array.from({ length: 14 }, (_, index) => [`${index}.yaml`, nested(STACK, 'TemplateURL', `${index + 1}.yaml`)]));
  const result = await traced(files, '0.yaml', '-o', 'out.yaml');

  expect(diagnosticsOf(result)).toEqual([[expect.any(String), expect.any(String), expect.stringContaining('more than 10 deep')]]);
});

describe('a function of a nested template that', () => {
  const EDGE = '  Web:\n    Type: AWS::CloudFront::Distribution\n    Properties:\n      DistributionConfig: { DefaultCacheBehavior: { LambdaFunctionAssociations: [{ LambdaFunctionARN: !Ref Fn.Version }] } }\n';

  test.each<[string, string, object, string]>([
    ['is opted out by its metadata', one('', '    Metadata: { LambdaTracing: off }\n'), {}, 'optedOut'],
    ['is opted out by a tag', one('      Tags: { lambda-tracing: off }\n'), {}, 'optedOut'],
    ['is excluded by a pattern', one(''), { excludePaths: ['Inner/**'] }, 'excluded'],
    ['is not among what is included', one(''), { includePaths: ['Other'] }, 'notIncluded'],
    ['runs at the edge', one('') + EDGE, {}, 'edgeFunction'],
  ])('%s is excluded', async (_, inner, config, id) => {
    const files = { 'in.yaml': nested(STACK, 'TemplateURL', 'inner.yaml'), 'inner.yaml': inner, 'lambda-tracing.json': { ...config, failOnUntraced: true } };
    const { exitCode, report } = await traced(files, 'in.yaml', '-o', 'out.yaml');

    expect(exitCode).toBe(0);
    expect(report().functions).toEqual([expect.objectContaining({ path: 'Inner/Fn', status: 'excluded', level: 'NONE', diagnostics: [expect.objectContaining({ id: `cdk-lambda-tracing:${id}` })] })]);
  });

  test('has a reason and a date for it keeps them', async () => {
    const inner = one('', '    Metadata: { LambdaTracing: { OptOut: latency budget, Expires: "2099-01-31" } }\n');
    const { report } = await traced({ 'in.yaml': nested(STACK, 'TemplateURL', 'inner.yaml'), 'inner.yaml': inner }, 'in.yaml', '-o', 'out.yaml');

    expect(report().functions[0].optOut).toEqual({ scope: 'Inner/Fn', reason: 'latency budget', expires: '2099-01-31' });
  });

  test('cannot be traced is skipped for the reason that the command has for it, also after the command was run on its template', async () => {
    const files = { 'in.yaml': nested(STACK, 'TemplateURL', 'inner.yaml'), 'inner.yaml': one('      Layers: !Ref Own\n') };
    const { report } = await traced(files, 'in.yaml', '-p', 'aws-distro', '-o', 'out.yaml');
    const { read } = await traced(files, 'inner.yaml', '-p', 'aws-distro', '-o', 'out.yaml');

    expect(read('out.yaml')).toBe(files['inner.yaml']);
    expect(report().functions).toEqual([expect.objectContaining({ path: 'Inner/Fn', status: 'skipped', provider: 'aws-distro', diagnostics: [expect.objectContaining({ id: 'cdk-lambda-tracing:layersUnreadable' })] })]);
  });
});

test('types are names, whatever JavaScript has by that name', async () => {
  const odd = ['constructor', 'toString', '__proto__', 'hasOwnProperty'].map((type, index) => `  Odd${index}:\n    Type: ${type}\n    Properties: { Location: x }\n`).join('');
  const { exitCode, report } = await traced({ 'in.yaml': one('') + odd }, 'in.yaml', '-p', 'xray', '-o', 'out.yaml');

  expect(exitCode).toBe(0);
  expect(report().functions.map(({ path }) => path)).toEqual(['Fn']);
  expect(report().diagnostics).toEqual([]);
});

describe('YAML that is shared', () => {
  const ANCHORED = (text: string) => one('      Layers: []\n').replace('Resources:', `Parameters:\n  P: { Default: &shared ${text} }\nResources:`);

  test.each<[string, string, string]>([
    ['by a merge key into the environment', ANCHORED('{ A1: b }').replace('      Layers: []\n', '      Environment:\n        Variables: { <<: *shared, OTEL_TRACES_EXPORTER: none }\n'), ''],
    ['by a merge key that brings the environment', ANCHORED('{ Environment: { Variables: { A1: b } } }').replace('      Layers: []\n', '      <<: *shared\n'), 'Resources.Fn.Properties.Environment comes by a YAML merge key (<<)'],
    ['as the whole function', `${one('').replace('  Fn:\n', '  Fn: &shared\n')}  Second: *shared\n`, 'Resources.Fn has a YAML anchor (&shared) that other places refer to'],
    ['by an alias that is the whole function', `${one('').replace('  Fn:\n', '  Fn: &shared\n')}  Second: *shared\n`, 'Resources.Second is a YAML alias (*shared)'],
  ])('%s', async (_, template, what) => {
    const { exitCode, out, note } = await traced({ 'in.yaml': template }, 'in.yaml', '-p', 'xray');

    expect(exitCode).toBe(0);
    if (what === '') {
      expect(out).toContain('Tracing: Active');
      expect(out).toContain('<<: *shared');
    } else {
      expect(out).toBe(template);
      expect(note).toContain(`it shares a part of its text with other places of the template: ${what}`);
    }
  });

  test('a function whose type comes by a merge key is a function', async () => {
    const template = `${one('').replace('  Fn:\n', '  Fn: &shared\n')}  Second:\n    <<: *shared\n    DependsOn: Fn\n`;
    const { report, read } = await traced({ 'in.yaml': template }, 'in.yaml', '-p', 'xray', '-o', 'out.yaml');

    expect(report().functions.map(({ path, status }) => [path, status])).toEqual([['Fn', 'skipped'], ['Second', 'skipped']]);
    expect(read('out.yaml')).toBe(template);
  });
});

test('a region that is not known is said in the words of this command', async () => {
  const { report } = await traced({ 'in.yaml': one('') }, 'in.yaml', '-p', 'aws-distro', '-o', 'out.yaml');
  expect(report().functions[0].diagnostics).toContainEqual(expect.objectContaining({ id: 'cdk-lambda-tracing:regionUnknown', fix: 'pass --region to have it checked' }));
  expect(JSON.stringify(report())).not.toMatch(/env\.region|CDK would/);
});
