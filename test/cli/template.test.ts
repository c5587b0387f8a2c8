import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { dataOf, one, traced } from './traced-template';
import { run } from '../../cli/program';

const SAM = readFileSync(join(__dirname, 'templates/sam.yaml'), 'utf8');
const PLAIN = readFileSync(join(__dirname, 'templates/plain.json'), 'utf8');
const linesOf = (text: string) => text.split('\n');

describe('a SAM template', () => {
  test('is traced: layers, variables, tracing mode, permissions by SAM or in the role', async () => {
    const { exitCode, note, read, folder, report } = await traced({ 'in.yaml': SAM }, 'in.yaml', '-o', 'out.yaml');
    const { Orders, Stock, Legacy, StockRole } = dataOf(read('out.yaml')).Resources;

    expect(exitCode).toBe(0);
    expect(note).toMatch(/^3 functions: 2 traced, 1 excluded, 0 skipped/);
    expect(Orders.Properties).toMatchObject({ Tracing: 'Active', Environment: { Variables: { OTEL_TRACES_EXPORTER: 'xray', AWS_LAMBDA_EXEC_WRAPPER: '/opt/cdk-lambda-tracing/wrapper' } } });
    expect(Orders.Properties.Policies).toEqual([
      { DynamoDBCrudPolicy: { TableName: { Ref: 'Table' } } },
      { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' }] },
    ]);
    expect(Stock.Properties.Layers).toEqual([{ 'Fn::FindInMap': [expect.stringMatching(/^LambdaTracingLayer\w{8}$/), { Ref: 'AWS::Region' }, 'arn'] }]);
    expect(StockRole.Properties.Policies).toEqual([expect.objectContaining({ PolicyName: 'LambdaTracing' })]);
    expect(Legacy).toEqual(dataOf(SAM).Resources.Legacy);
    expect(readdirSync(folder).sort()).toEqual(['in.yaml', 'lambda-tracing-layer.zip', 'lambda-tracing-report.json', 'out.yaml']);
    expect(report().functions.map(({ path, status, level }) => [path, status, level])).toEqual([['Legacy', 'excluded', 'NONE'], ['Orders', 'traced', 'CODE'], ['Stock', 'traced', 'CODE']]);
  });

  test('keeps every line that is not changed, comments and short forms included', async () => {
    const { out } = await traced({ 'in.yaml': SAM }, 'in.yaml');
    let at = 0;
    for (const line of linesOf(SAM).filter((text) => !text.includes('Metadata:'))) {
      const found = linesOf(out).indexOf(line, at);
      expect([line, found >= 0]).toEqual([line, true]);
      at = found + 1;
    }
  });

  test('applied twice is applied once', async () => {
    const once = await traced({ 'in.yaml': SAM }, 'in.yaml', '-o', 'out.yaml');
    const twice = await traced({ 'in.yaml': once.read('out.yaml') }, 'in.yaml', '-o', 'out.yaml', '--stack', 'other');

    expect(twice.read('out.yaml')).toBe(once.read('out.yaml'));
    expect(twice.report()).toEqual({ ...once.report(), functions: [{ ...once.report().functions[0], stack: 'other' }, ...once.report().functions.slice(1)] });
  });

  test('to which a function has come since shares layer, mapping and policy with the others', async () => {
    const first = await traced({ 'in.yaml': SAM }, 'in.yaml', '-o', 'out.yaml');
    const more = first.read('out.yaml').replace('  StockRole:\n', '  Later:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.b\n      Role: !GetAtt StockRole.Arn\n\n  StockRole:\n');
    const { Resources, Mappings } = dataOf((await traced({ 'in.yaml': more }, 'in.yaml')).out);

    expect(Resources.Later.Properties.Layers).toEqual(Resources.Orders.Properties.Layers);
    expect(Resources.StockRole.Properties.Policies).toHaveLength(1);
    expect(Object.keys(Mappings)).toHaveLength(1);
    expect(Object.keys(Resources)).toEqual(expect.not.arrayContaining([undefined]));
  });

  test('globals count: a variable is extended with what stands there', async () => {
    const config = { provider: 'datadog', props: { site: 'datadoghq.eu', apiKey: { secretsManagerArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf' } } };
    const { out, exitCode } = await traced({ 'in.yaml': SAM, 'lambda-tracing.json': config }, 'in.yaml', '-r', 'eu-west-1');

    expect(exitCode).toBe(0);
    expect(dataOf(out).Resources.Orders.Properties.Layers[0]).toMatch(/^arn:aws:lambda:eu-west-1:464622532012:layer:/);
    expect(dataOf(out).Mappings).toBeUndefined();
  });
});

describe('a plain template', () => {
  test('in JSON stays JSON', async () => {
    const { exitCode, out } = await traced({ 'in.json': PLAIN }, 'in.json', '-p', 'aws-distro', '--region', 'eu-central-1');
    const { Orders, Role } = JSON.parse(out).Resources;

    expect(exitCode).toBe(0);
    expect(Orders.Properties.Layers).toEqual([expect.stringMatching(/^arn:aws:lambda:eu-central-1:615299751070:layer:AWSOpenTelemetryDistroPython:\d+$/)]);
    expect(Orders.Properties.TracingConfig).toEqual({ Mode: 'Active' });
    expect(Role.Properties.Policies[0].PolicyDocument.Statement[0].Action).toContain('xray:PutTraceSegments');
  });

  const NODE = PLAIN.replace('python3.13', 'nodejs22.x').replace('def handler(event, context): return 1', 'exports.handler = async () => 1;');

  test('cannot bring our own layer, and nothing is written', async () => {
    const { exitCode, note, folder } = await traced({ 'in.json': NODE }, 'in.json', '-o', 'out.json');

    expect(exitCode).toBe(2);
    expect(note).toMatch(/1 functions need this package's own layer \(Orders\), and a plain template cannot bring it: pass --layer-bucket and --layer-key/);
    expect(readdirSync(folder)).toEqual(['in.json']);
  });

  test('takes it from a bucket, and the file is written to be put there', async () => {
    const { exitCode, out, folder } = await traced({ 'in.json': NODE }, 'in.json', '--layer-bucket', 'b', '--layer-key', 'k.zip', '--layer-file', 'layer.zip');
    const { Orders, ...others } = JSON.parse(out).Resources;
    const [layer] = Object.keys(others).filter((id) => id.startsWith('LambdaTracingLayer'));

    expect(exitCode).toBe(0);
    expect(Orders.Properties.Layers).toEqual([{ Ref: layer }]);
    expect(others[layer]).toMatchObject({ Type: 'AWS::Lambda::LayerVersion', Properties: { Content: { S3Bucket: 'b', S3Key: 'k.zip' } } });
    expect(readFileSync(join(folder, 'layer.zip')).subarray(0, 2).toString()).toBe('PK');
  });

  test('takes it by ARN', async () => {
    const arn = 'arn:aws:lambda:eu-west-1:111122223333:layer:ours:3';
    const { out, folder } = await traced({ 'in.json': NODE }, 'in.json', '--layer-arn', arn);

    expect(JSON.parse(out).Resources.Orders.Properties.Layers).toEqual([arn]);
    expect(existsSync(join(folder, 'lambda-tracing-layer.zip'))).toBe(false);
  });

  test('whose role is not in it gets the statements as a finding', async () => {
    const outside = PLAIN.replace('{ "Fn::GetAtt": ["Role", "Arn"] }', '{ "Ref": "RoleArn" }');
    const { note, out } = await traced({ 'in.json': outside }, 'in.json', '-p', 'xray');

    expect(note).toContain('the role could not be changed (it is not part of this template); without these permissions no span arrives: [{"Effect":"Allow"');
    expect(JSON.parse(out).Resources.Role).toEqual(JSON.parse(PLAIN).Resources.Role);
  });
});

describe('a function', () => {
  test.each<[string, string, string]>([
    ['by a tag', one('      Tags: {lambda-tracing: "off"}\n'), 'opted out at Fn: tag lambda-tracing=off'],
    ['by metadata', one('', '    Metadata: {LambdaTracing: off}\n'), 'opted out at Fn: metadata LambdaTracing: off'],
    ['by metadata, with reason and date', one('', '    Metadata:\n      LambdaTracing: {OptOut: latency, Expires: 2020-01-01}\n'), 'opted out at Fn: latency (until 2020-01-01)'],
  ])('is opted out %s', async (_, template, message) => {
    const { out, report } = await traced({ 'in.yaml': template }, 'in.yaml', '-o', 'out.yaml').then((result) => ({ ...result, out: result.read('out.yaml') }));

    expect(out).toBe(template);
    expect(report().functions[0]).toMatchObject({ status: 'excluded', diagnostics: [{ message }] });
  });

  test('whose opt-out has expired is a finding', async () => {
    const { note } = await traced({ 'in.yaml': one('', '    Metadata:\n      LambdaTracing: {OptOut: latency, Expires: 2020-01-01}\n') }, 'in.yaml');
    expect(note).toContain('opted out at Fn until 2020-01-01, which has passed: latency');
  });

  test.each<[string, string, string]>([
    ['an alias', one('      Environment: *e\n').replace('Resources:', 'Parameters:\n  P: {Default: &e {Variables: {A1: b}}}\nResources:'), 'Resources.Fn.Properties.Environment is a YAML alias (*e)'],
    ['a list of layers that is an intrinsic function', one('      Layers: !Ref L\n'), 'the list of layers as a whole is an intrinsic function'],
    ['an environment that is one', one('      Environment: !If [a, {}, {}]\n'), 'the environment as a whole is an intrinsic function'],
    ['another wrapper', one('      Environment: {Variables: {AWS_LAMBDA_EXEC_WRAPPER: /opt/mine}}\n'), 'AWS_LAMBDA_EXEC_WRAPPER is already /opt/mine'],
    ['another vendor', one('      Layers: ["arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Python313:1"]\n'), 'already instrumented by Datadog'],
    ['code signing', one('      CodeSigningConfigArn: x\n'), 'code signing is on'],
  ])('with %s is left as it is', async (_, template, message) => {
    const { out, note, exitCode } = await traced({ 'in.yaml': template }, 'in.yaml', '-r', 'eu-west-1');

    expect(exitCode).toBe(0);
    expect(out).toBe(template);
    expect(note).toContain(message);
  });

  test.each<[string, string]>([
    ['a byte order mark and Windows line ends', `\uFEFF${one('      Description: >-\n        folded\n        text # no comment\n').replace(/\n/g, '\r\n')}`],
    ['JSON indented by tabs, with Windows line ends', JSON.stringify(dataOf(one('')), undefined, '\t').replace(/\n/g, '\r\n')],
    ['quotes of both kinds and a long line', one(`      Description: "${'long '.repeat(60)}"\n      FunctionName: 'it''s'\n`)],
  ])('in a text with %s keeps it so', async (_, template) => {
    const { out, exitCode } = await traced({ 'in.yaml': template }, 'in.yaml', '-p', 'xray');
    const lines = (text: string) => text.split('\n');

    expect(exitCode).toBe(0);
    expect(dataOf(out).Resources.Fn.Properties).toEqual({ ...dataOf(template).Resources.Fn.Properties, Tracing: 'Active', Policies: expect.anything() });
    expect(out.startsWith('\uFEFF')).toBe(template.startsWith('\uFEFF'));
    expect(lines(out).slice(0, -1).every((line) => line.endsWith('\r') === template.includes('\r'))).toBe(true);
    lines(template).filter((line) => !/^\s*[}\]]|"$/.test(line.trimEnd()) && line !== '').forEach((line) => expect(lines(out)).toContain(line));
  });

  test('used at the edge is left as it is', async () => {
    const template = `${one('      AutoPublishAlias: live\n')}  Cdn:\n    Type: AWS::CloudFront::Distribution\n    Properties:\n      DistributionConfig:\n        DefaultCacheBehavior:\n          LambdaFunctionAssociations: [{EventType: viewer-request, LambdaFunctionARN: !Ref Fn.Version}]\n`;
    const { out, note } = await traced({ 'in.yaml': template }, 'in.yaml');

    expect(out).toBe(template);
    expect(note).toContain('used at the edge by Cdn');
  });

  test('whose one policy stands alone keeps it', async () => {
    const { out } = await traced({ 'in.yaml': one('      Policies: AWSXrayReadOnly # mine\n') }, 'in.yaml', '-p', 'xray');
    expect(dataOf(out).Resources.Fn.Properties.Policies).toEqual(['AWSXrayReadOnly', expect.objectContaining({ Version: '2012-10-17' })]);
    expect(out).toContain('# mine');
  });

  test('in a loop is said not to be looked at', async () => {
    const { note } = await traced({ 'in.yaml': `${one('')}  Fn::ForEach::Functions:\n    - X\n    - [A, B]\n    - 'Fn\${X}': {Type: AWS::Serverless::Function}\n` }, 'in.yaml');
    expect(note).toContain('functions that this loop may make are not traced: Fn::ForEach::Functions is unrolled at deployment');
  });

  test('is not in includePaths, or is in excludePaths', async () => {
    expect((await traced({ 'in.yaml': one(''), 'lambda-tracing.json': { includePaths: ['Other*'] } }, 'in.yaml')).out).toBe(one(''));
    expect((await traced({ 'in.yaml': one(''), 'c.json': { excludePaths: ['F*'] } }, 'in.yaml', '-c', 'c.json')).out).toBe(one(''));
  });
});

describe('the command', () => {
  test.each<[string, { readonly [file: string]: unknown }, string[], number, RegExp]>([
    ['a file that is not there', {}, [], 3, /cannot read in\.yaml: it does not exist/],
    ['an empty file', { 'in.yaml': '' }, [], 3, /in\.yaml holds no map of names|in\.yaml is empty/],
    ['no template', { 'in.yaml': 'a: 1\n' }, [], 3, /in\.yaml is no CloudFormation template: it has no Resources/],
    ['half a template', { 'in.yaml': 'Resources:\n  A: {\n' }, [], 3, /in\.yaml cannot be read, at line 3/],
    ['a name twice', { 'in.yaml': 'Resources:\n  A: 1\n  A: 2\n' }, [], 3, /cannot be read, at line 3: Map keys must be unique/],
    ['two documents', { 'in.yaml': 'Resources: {}\n---\nResources: {}\n' }, [], 3, /holds 2 YAML documents/],
    ['aliases that say too much', { 'in.yaml': `a: &a [${'x,'.repeat(99)}x]\n${'bcdef'.split('').map((name, index) => `${name}: &${name} [${`*${'abcde'[index]},`.repeat(60)}x]`).join('\n')}\nResources: {}\n` }, [], 3, /aliases say too much/],
    ['an alias of itself', { 'in.yaml': 'Resources: &a {b: *a}\n' }, [], 3, /nested too deeply/],
    ['another provider', { 'in.yaml': one('') }, ['-p', 'nosuch'], 2, /there is no provider 'nosuch'/],
    ['props that are wrong', { 'in.yaml': one(''), 'lambda-tracing.json': { provider: 'instana' } }, [], 2, /endpointUrl/],
    ['a configuration that is wrong', { 'in.yaml': one(''), 'lambda-tracing.json': { provder: 'x' } }, [], 2, /'provder' is no option/],
    ['no region', { 'in.yaml': one('') }, ['-r', 'Frankfurt'], 2, /--region must be a region/],
    ['half a place', { 'in.yaml': one('') }, ['--layer-bucket', 'b'], 2, /--layer-bucket and --layer-key belong together/],
    ['no ARN', { 'in.yaml': one('') }, ['--layer-arn', 'arn:aws:lambda:x'], 2, /--layer-arn must be the ARN of a layer's version/],
    ['what must be traced and is not', { 'in.yaml': one('      CodeSigningConfigArn: x\n'), 'lambda-tracing.json': { failOnUntraced: true } }, [], 1, /1 functions are not traced as they should be/],
    ['less than is required', { 'in.yaml': one(''), 'lambda-tracing.json': { provider: 'xray', coverage: { requiredLevel: 'CODE', minCoverage: 50 } } }, [], 1, /coverage is 0 %, less than 50 %/],
    ['tracing that is off', { 'in.yaml': one(''), 'lambda-tracing.json': { enabled: false } }, [], 0, /switched off/],
  ])('%s', async (_, files, args, expected, message) => {
    const { exitCode, note } = await traced(files, 'in.yaml', ...args);

    expect(note).toMatch(message);
    expect(exitCode).toBe(expected);
    expect(note).not.toMatch(/\n\s+at /);
  });

  test('a template without functions is as it was', async () => {
    const template = 'Resources:\n  # nothing of ours\n  B: {Type: AWS::S3::Bucket}\n';
    expect(await traced({ 'in.yaml': template }, 'in.yaml')).toMatchObject({ exitCode: 0, out: template });
  });

  test('what it writes is no path of this machine, and its report can be summarized', async () => {
    const { read, folder } = await traced({ 'in.yaml': SAM }, 'in.yaml', '-o', 'out.yaml');
    expect(read('out.yaml') + read('lambda-tracing-report.json')).not.toContain(folder);
    let out = '';
    expect(await run(['summary', join(folder, 'lambda-tracing-report.json'), '--fail-on-untraced'], '0', { out: (text) => { out += text; }, note: () => undefined })).toBe(0);
    expect(out).toMatch(/^3 functions: 2 traced, 1 excluded/);
  });
});
