import { reported, template } from './assembly';
import { addedStatements } from '../../cli/assembly/added-permissions';
import { changedLines, policyLines } from '../../cli/assembly/changed-lines';
import type { FoundTemplate, Resource } from '../../cli/assembly/templates';

const { Resources } = template() as { Resources: { [id: string]: Resource } };

test('what was added and changed is marked, and values are not shown', () => {
  const changes = { ...reported().changes!, handler: 'tracer.handler' };

  expect(changedLines(Resources.Orders1, changes)).toEqual([
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
    '~  "Handler": "index.handler",',
    '   "Environment": {',
    '     "Variables": {',
    '       "OWN_KEY": "(value not shown)",',
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
});

test('without marks the lines are the JSON of the properties', () => {
  const properties = { Runtime: 'x', Empty: {}, None: [], Deep: [{ one: [1, null, true] }] };
  const lines = changedLines({ Properties: properties }, undefined);

  expect(lines.map((line) => line.slice(1)).join('\n')).toBe(JSON.stringify(properties, undefined, 2));
  expect(lines.every((line) => line.startsWith(' '))).toBe(true);
  expect(changedLines({}, undefined)).toEqual([' {}']);
});

test('a list or environment that tracing has made is added as a whole', () => {
  const changes = reported().changes!;
  const lines = changedLines({ Properties: { Layers: [{ 'Fn::FindInMap': ['a'] }], Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: 'x' } } } }, changes);

  expect(lines.slice(1, -1).every((line) => line.startsWith('+'))).toBe(true);
});

test.each<[string, { [id: string]: Resource }, Resource, unknown[]]>([
  ['the inline policy of its own role', Resources, Resources.Orders1, [{ Effect: 'Allow', Action: 'xray:PutTraceSegments', Resource: '*' }]],
  [
    'the policy that imported roles share',
    { LambdaTracingPolicyAB: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement: [{ Action: 'x' }] } } } }, { Properties: { Role: 'arn' } }, [{ Action: 'x' }],
  ],
  ['none', {}, {}, []],
  ['a role without policies', { Role1: { Properties: { Policies: 'odd' } } }, Resources.Orders1, []],
])('IAM: %s', (_, resources, resource, statements) => {
  expect(addedStatements({ file: 'x', resources } as FoundTemplate, resource)).toEqual(statements);
});

test('statements are added as a whole', () => {
  expect(policyLines([{ Effect: 'Allow' }])).toEqual(['+{', '+  "Effect": "Allow"', '+}']);
});
