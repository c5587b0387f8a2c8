import { isObject, WholeTemplate } from './read-templates';

/** What stands for a value that only a deployment has. */
const ACCOUNT = '123456789012';
const SECRET = 'placeholder-of-a-secret';

export interface Place {
  readonly template: WholeTemplate;
  readonly region: string;
}

/** A value of the template as text, and whether it is the one that will be deployed. */
export interface KnownText {
  readonly text: string;
  readonly known: boolean;
}

/**
 * What a value of the template comes to. Where only a deployment knows, something of the same form stands in, such as a queue's URL:
 * code that parses it while it loads must not fail for that. Secrets are not read, not even their references kept.
 */
export function textOf(value: unknown, place: Place): KnownText {
  if (typeof value === 'string') {
    const text = value.replace(/\{\{resolve:[^}]*\}\}/g, SECRET);
    return { text, known: text === value };
  }
  if (!isObject(value)) { return { text: String(value ?? ''), known: true }; }
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  return standIn(name, argument, place);
}

function standIn(name: string, argument: unknown, place: Place): KnownText {
  switch (name) {
    case 'Ref': return reference(String(argument), place);
    case 'Fn::GetAtt': {
      const [id, attribute] = Array.isArray(argument) ? argument.map(String) : String(argument).split(/\.(.*)/s);
      return made(attributeText(id, attribute ?? '', place));
    }
    case 'Fn::Join': {
      const [separator, parts] = Array.isArray(argument) ? argument as [unknown, unknown] : ['', []];
      return joined((Array.isArray(parts) ? parts : [parts]).map((part) => textOf(part, place)), String(separator));
    }
    case 'Fn::Sub': return substituted(argument, place);
    case 'Fn::FindInMap': {
      const [map, key, second] = (Array.isArray(argument) ? argument : []).map((part) => textOf(part, place).text);
      const found = place.template.mappings[map]?.[key]?.[second];
      return found === undefined ? made('placeholder') : textOf(found, place);
    }
    case 'Fn::Base64': return { ...textOf(argument, place), known: false };
    case 'Fn::If': return { ...textOf(Array.isArray(argument) ? argument[1] : '', place), known: false };
    case 'Fn::Select': {
      const [index, list] = Array.isArray(argument) ? argument as [unknown, unknown] : [0, []];
      return Array.isArray(list) ? { ...textOf(list[Number(index)], place), known: false } : made('placeholder');
    }
    case 'Fn::ImportValue': return made(`placeholder-${textOf(argument, place).text}`);
    default: return made('placeholder');
  }
}

function made(text: string): KnownText {
  return { text, known: false };
}

function joined(parts: readonly KnownText[], separator: string): KnownText {
  return { text: parts.map(({ text }) => text).join(separator), known: parts.every(({ known }) => known) };
}

function substituted(argument: unknown, place: Place): KnownText {
  const [text, own] = Array.isArray(argument) ? argument as [unknown, unknown] : [argument, {}];
  let known = true;
  const result = textOf(text, place).text.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
    if (literal !== '') { return `\${${name}}`; }
    const value = isObject(own) && name in own ? textOf(own[name], place)
      : name.includes('.') ? made(attributeText(name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1), place)) : reference(name, place);
    known &&= value.known;
    return value.text;
  });
  return { text: result, known };
}

function reference(name: string, place: Place): KnownText {
  const { template, region } = place;
  const pseudo: { readonly [parameter: string]: string } = {
    'AWS::Region': region, 'AWS::AccountId': ACCOUNT, 'AWS::Partition': 'aws', 'AWS::URLSuffix': 'amazonaws.com', 'AWS::StackName': 'placeholder-stack', 'AWS::NoValue': '',
    'AWS::StackId': `arn:aws:cloudformation:${region}:${ACCOUNT}:stack/placeholder-stack/00000000-0000-4000-8000-000000000000`,
  };
  if (name in pseudo) { return made(pseudo[name]); }
  const parameter = template.parameters[name];
  if (parameter !== undefined) {
    const plain = parameter.NoEcho === undefined && !String(parameter.Type).startsWith('AWS::SSM') && parameter.Default !== undefined;
    return plain ? { text: String(parameter.Default), known: false } : made(`placeholder-${name}`);
  }
  switch (template.resources[name]?.Type) {
    case 'AWS::SQS::Queue': return made(`https://sqs.${region}.amazonaws.com/${ACCOUNT}/${name}`);
    case 'AWS::SNS::Topic': case 'AWS::StepFunctions::StateMachine': case 'AWS::SecretsManager::Secret': return made(arnOf(name, place));
    default: return made(name);
  }
}

function attributeText(id: string, attribute: string, place: Place): string {
  if (/arn$/i.test(attribute)) { return arnOf(id, place); }
  if (/(url|uri|endpoint)$/i.test(attribute)) { return `https://${id.toLowerCase()}.placeholder.invalid`; }
  if (/(port)$/i.test(attribute)) { return '443'; }
  if (/(name|address)$/i.test(attribute)) { return id; }
  return 'placeholder';
}

function arnOf(id: string, { template, region }: Place): string {
  const [, service = 'service'] = String(template.resources[id]?.Type ?? '').split('::');
  return `arn:aws:${service.toLowerCase()}:${region}:${ACCOUNT}:${id}`;
}
