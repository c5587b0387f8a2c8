import * as fc from 'fast-check';
import { textOf } from '../../../cli/verify/assembly/placeholders';
import type { WholeTemplate } from '../../../cli/verify/assembly/read-templates';

const TEMPLATE: WholeTemplate = {
  file: 'Shop.template.json', globals: {},
  resources: { Queue: { Type: 'AWS::SQS::Queue' }, Table: { Type: 'AWS::DynamoDB::Table' }, Topic: { Type: 'AWS::SNS::Topic' } },
  parameters: { Stage: { Type: 'String', Default: 'prod' }, Key: { Type: 'String', Default: 'k', NoEcho: true }, Ami: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/a' } },
  mappings: { Sizes: { 'eu-west-1': { name: 'small' } } },
};

describe('values of a template', () => {
  test.each<[value: unknown, text: string, known: boolean]>([
    ['plain', 'plain', true],
    [5, '5', true],
    [{ Ref: 'Queue' }, 'https://sqs.eu-west-1.amazonaws.com/123456789012/Queue', false],
    [{ Ref: 'Table' }, 'Table', false],
    [{ Ref: 'Topic' }, 'arn:aws:sns:eu-west-1:123456789012:Topic', false],
    [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:aws:dynamodb:eu-west-1:123456789012:Table', false],
    [{ 'Fn::GetAtt': 'Table.StreamArn' }, 'arn:aws:dynamodb:eu-west-1:123456789012:Table', false],
    [{ 'Fn::GetAtt': ['Api', 'Url'] }, 'https://api.placeholder.invalid', false],
    [{ Ref: 'AWS::Region' }, 'eu-west-1', false],
    [{ Ref: 'Stage' }, 'prod', false],
    [{ Ref: 'Key' }, 'placeholder-Key', false],
    [{ Ref: 'Ami' }, 'placeholder-Ami', false],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Table' }]] }, 'a-Table', false],
    [{ 'Fn::Join': ['-', ['a', 'b']] }, 'a-b', true],
    [{ 'Fn::Sub': 'https://${Api}.x.${AWS::Region}/${!Literal}/${Table.Arn}' }, 'https://Api.x.eu-west-1/${Literal}/arn:aws:dynamodb:eu-west-1:123456789012:Table', false],
    [{ 'Fn::Sub': ['${a}', { a: 'b' }] }, 'b', true],
    [{ 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'name'] }, 'small', true],
    [{ 'Fn::If': ['IsProd', 'yes', 'no'] }, 'yes', false],
    [{ 'Fn::ImportValue': 'Other:Name' }, 'placeholder-Other:Name', false],
    ['{{resolve:secretsmanager:prod/key:SecretString:password}}', 'placeholder-of-a-secret', false],
    [{ 'Fn::Join': ['', ['{{resolve:ssm-secure:/key', '}}']] }, '{{resolve:ssm-secure:/key}}', true],
  ])('%j', (value, text, known) => {
    expect(textOf(value, { template: TEMPLATE, region: 'eu-west-1' })).toEqual({ text, known });
  });

  test('never throw, whatever stands there', () => {
    fc.assert(fc.property(fc.dictionary(fc.constantFrom('Ref', 'Fn::Sub', 'Fn::Join', 'Fn::GetAtt', 'Fn::If', 'Fn::Select', 'Fn::FindInMap', 'Fn::Nope'), fc.jsonValue(), { maxKeys: 1 }), (value) => {
      expect(typeof textOf(value, { template: TEMPLATE, region: 'eu-west-1' }).text).toBe('string');
    }));
  });
});
