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
    '+      "AWS_LAMBDA_EXEC_WRAPPER": "/opt/wrapper"',
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
});

test('a value that is put together at deployment is shown without its literal parts', () => {
  const Variables = { URL: { 'Fn::Join': ['', ['postgres://me:s3cret@', { 'Fn::GetAtt': ['Db', 'Endpoint'] }]] }, TEXT: { 'Fn::Sub': ['s3cret ${x}', { x: 's3cret' }] } };
  const text = changedLines({ Properties: { Environment: { Variables }, InlineCode: 's3cret' } }, reported()).join('\n');

  expect(text).not.toContain('s3cret');
  expect(text).toContain('"Endpoint"');
});

const SECRET = { Variables: { API: 's3cret' } };
const NOTHING = { Ref: 'AWS::NoValue' };

test.each<[string, object]>([
  ['an environment that is a condition as a whole', { Environment: { 'Fn::If': ['C', SECRET, NOTHING] } }],
  ['variables that are a condition as a whole', { Environment: { Variables: { 'Fn::If': ['C', SECRET.Variables, NOTHING] } } }],
  ['an environment with a condition beside its variables', { Environment: { 'Variables': {}, 'Fn::If': ['C', SECRET, NOTHING] } }],
  ['an environment that is text', { Environment: 's3cret' }],
  ['variables that are a list', { Environment: { Variables: ['s3cret'] } }],
  ['a variable that is called Ref', { Environment: { 'Fn::If': ['C', { Variables: { Ref: 's3cret', OTHER: 'x' } }, NOTHING] } }],
  ['the default of a map', { Environment: { Variables: { API: { 'Fn::FindInMap': ['Map', 'one', 'two', { DefaultValue: 's3cret' }] } } } }],
  ['the default of a map within another', { Environment: { Variables: { API: { 'Fn::FindInMap': ['Map', { 'Fn::FindInMap': ['Map', 'one', 'two', { DefaultValue: 's3cret' }] }, 'two'] } } } }],
  ['a literal where a name belongs', { Environment: { Variables: { API: { Ref: { Value: 's3cret' } } } } }],
  ['code with a token in it', { Code: { ZipFile: { 'Fn::Join': ['', ['s3cret', { Ref: 'Table' }]] } } }],
  ['code that is a condition as a whole', { Code: { 'Fn::If': ['C', { ZipFile: 's3cret' }, NOTHING] } }],
  ['code of SAM with a token in it', { InlineCode: { 'Fn::Sub': 's3cret ${Table}' } }],
  ['a wrapper that was set after tracing', { Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/s3cret' } } }],
  ['a variable that was set after tracing', { Environment: { Variables: { TARGET: 's3cret' } } }],
  ['a variable that was appended to, in a report that does not say so', { Environment: { Variables: { NODE_OPTIONS: '--title s3cret --require /opt/tracer.cjs' } } }],
])('a value of the user\'s is not shown: %s', (_, Properties) => {
  const changes = { ...reported().changes!, environment: ['AWS_LAMBDA_EXEC_WRAPPER', 'NODE_OPTIONS', 'TARGET'] };

  expect(changedLines({ Properties } as Resource, reported({ changes })).join('\n')).not.toContain('s3cret');
});

test('names within the template are shown, whatever they are part of', () => {
  const text = changedLines({ Properties: { Environment: { 'Fn::If': ['C', { Variables: { ONE: { 'Fn::FindInMap': ['Map', { Ref: 'AWS::Region' }, 'size', { DefaultValue: 'x' }] }, TWO: { 'Fn::GetAtt': ['Db', 'Endpoint'] } } }, NOTHING] } } }, reported()).join('\n');

  ['"Map"', '"AWS::Region"', '"size"', '"Db"', '"Endpoint"', '"AWS::NoValue"'].forEach((name) => expect(text).toContain(name));
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
