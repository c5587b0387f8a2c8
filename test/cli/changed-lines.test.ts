import { reported, skipped, template } from './assembly';
import { addedStatements } from '../../cli/assembly/added-permissions';
import { changedLines, policyLines } from '../../cli/assembly/changed-lines';
import type { FoundTemplate, Resource } from '../../cli/assembly/templates';

const { Resources } = template() as { Resources: { [id: string]: Resource } };

test('what is added, replaced and appended to is told apart, and values are not shown', () => {
  const changes = {
    ...reported().changes!, handler: 'index.handler', environment: ['AWS_LAMBDA_EXEC_WRAPPER', 'OWN_KEY'], before: { handler: 'app.main', environment: ['OWN_KEY'] },
  };

  expect(changedLines(Resources.Orders1, reported({ changes }))).toEqual([
    ' {',
    '   "Code": {',
    '     "ZipFile": "(inline code)"',
    '   },',
    '   "Role": {',
    '     "Fn::GetAtt": [',
    '       "Role1",',
    '       "Arn"',
    '     ]',
    '   },',
    '   "Runtime": "nodejs22.x",',
    '-  "Handler": "app.main",',
    '+  "Handler": "index.handler",',
    '   "Environment": {',
    '     "Variables": {',
    '-      "OWN_KEY": "(value not shown)",',
    '+      "OWN_KEY": "(value not shown, and what tracing has appended)",',
    '       "TABLE": {',
    '         "Ref": "Table"',
    '       },',
    '+      "AWS_LAMBDA_EXEC_WRAPPER": "(value not shown)"',
    '     }',
    '   },',
    '   "Layers": [',
    '     "arn:aws:lambda:eu-west-1:111122223333:layer:own:1",',
    '+    "arn:aws:lambda:eu-west-1:111122223333:layer:tracer:7"',
    '   ],',
    '+  "TracingConfig": {',
    '+    "Mode": "Active"',
    '+  }',
    ' }',
  ]);
  expect(changedLines(Resources.Orders1, reported({ changes }), new Set(['AWS_LAMBDA_EXEC_WRAPPER']))).toContain('+      "AWS_LAMBDA_EXEC_WRAPPER": "/opt/wrapper"');
});

test('a value that is put together at deployment is shown without its literal parts', () => {
  const Variables = { URL: { 'Fn::Join': ['', ['postgres://me:s3cret@', { 'Fn::GetAtt': ['Db', 'Endpoint'] }]] }, TEXT: { 'Fn::Sub': ['s3cret ${x}', { x: 's3cret' }] } };
  const text = changedLines({ Properties: { Environment: { Variables }, InlineCode: 's3cret' } }, reported()).join('\n');

  expect(text).not.toContain('s3cret');
  expect(text).toContain('"Endpoint"');
});

test('without marks the lines are the JSON of the properties', () => {
  const properties = { Runtime: 'x', Empty: {}, None: [], Deep: [{ one: [1, null, true] }] };
  const lines = changedLines({ Properties: properties }, skipped());

  expect(lines.map((line) => line.slice(1)).join('\n')).toBe(JSON.stringify(properties, undefined, 2));
  expect(lines.every((line) => line.startsWith(' '))).toBe(true);
  expect(changedLines({}, skipped())).toEqual([' {}']);
});

test('a list or environment that tracing has made is added as a whole', () => {
  const lines = changedLines({ Properties: { Layers: [{ 'Fn::FindInMap': ['a'] }], Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: 'x' } } } }, reported());

  expect(lines.slice(1, -1).every((line) => line.startsWith('+'))).toBe(true);
});

test.each([null, 'x', [], { Layers: 'x', Environment: 'x' }, { Layers: { Ref: 'x' }, Environment: { Variables: 'x' }, ImageConfig: 5 }, { Environment: null, Policies: {} }])('properties that are none, %j', (Properties) => {
  const changes = { ...reported().changes!, handler: 'x', before: { environment: ['AWS_LAMBDA_EXEC_WRAPPER'] } };

  expect(changedLines({ Properties } as never, reported({ changes })).length).toBeGreaterThan(0);
  expect(addedStatements({ file: 'x', resources: { Role1: { Properties } } } as never, { Properties } as never)).toEqual([]);
});

test.each<[string, { [id: string]: Resource }, Resource, unknown[]]>([
  ['the inline policy of its own role', Resources, Resources.Orders1, [{ Effect: 'Allow', Action: 'xray:PutTraceSegments', Resource: '*' }]],
  [
    'the policy that imported roles share',
    { LambdaTracingPolicyAB: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement: [{ Action: 'x' }] } } } }, { Properties: { Role: 'arn' } }, [{ Action: 'x' }],
  ],
  [
    'of several imported roles only its own',
    Object.fromEntries(['mine', 'other'].map((name) => [`LambdaTracingPolicy${name}`, { Type: 'AWS::IAM::Policy', Properties: { Roles: [name], PolicyDocument: { Statement: [{ Action: name }] } } }])),
    { Properties: { Role: 'arn:aws:iam::1:role/path/mine' } }, [{ Action: 'mine' }],
  ],
  ['what SAM makes a role from', {}, { Type: 'AWS::Serverless::Function', Properties: { Policies: ['AWSLambdaBasicExecutionRole', { Statement: [{ Action: 'x' }] }] } }, [{ Action: 'x' }]],
  ['none', {}, {}, []],
  ['a role without policies', { Role1: { Properties: { Policies: 'odd' } } }, Resources.Orders1, []],
])('IAM: %s', (_, resources, resource, statements) => {
  expect(addedStatements({ file: 'x', resources } as FoundTemplate, resource)).toEqual(statements);
});

test('statements are added as a whole', () => {
  expect(policyLines([{ Effect: 'Allow' }])).toEqual(['+{', '+  "Effect": "Allow"', '+}']);
});
