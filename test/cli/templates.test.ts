import { symlinkSync } from 'fs';
import { join } from 'path';
import { folderWith, reported, template } from './assembly';
import { Templates } from '../../cli/assembly/templates';

const stackIn = (stackName: string, templateFile: string) => ({ artifacts: { [stackName]: { type: 'aws:cloudformation:stack', properties: { templateFile, stackName } } } });

test('a function is found by its logical id', () => {
  const found = new Templates(folderWith({ 'Shop.template.json': template() })).of(reported());

  expect(found?.file).toBe('Shop.template.json');
  expect(found?.resources.Orders1.Type).toBe('AWS::Lambda::Function');
});

test('the same function in several Stages is told apart by its path', () => {
  const templates = new Templates(folderWith({
    'assembly-Test/A.template.json': template('Orders1', { 'aws:cdk:path': 'Test/Shop/Orders/Resource' }),
    'assembly-Prod/A.template.json': template('Orders1', { 'aws:cdk:path': 'Prod/Shop/Orders/Resource' }),
  }));

  expect(templates.of(reported({ path: 'Prod/Shop/Orders/Resource' }))?.file).toBe(join('assembly-Prod', 'A.template.json'));
});

test('or by its stack, where the templates say no paths', () => {
  const templates = new Templates(folderWith({
    'assembly-Test/A.template.json': template(),
    'assembly-Test/manifest.json': stackIn('Test-Shop', 'A.template.json'),
    'assembly-Test/AInner.nested.template.json': template('Inner1'),
    'assembly-Prod/A.template.json': template(),
    'assembly-Prod/manifest.json': stackIn('Prod-Shop', 'A.template.json'),
    'assembly-Prod/AInner.nested.template.json': template('Inner1'),
  }));

  expect(templates.of(reported({ stack: 'Prod-Shop' }))?.file).toBe(join('assembly-Prod', 'A.template.json'));
  expect(templates.of(reported({ stack: 'Prod-Shop/Inner', logicalId: 'Inner1' }))?.file).toBe(join('assembly-Prod', 'AInner.nested.template.json'));
  expect(templates.of(reported({ stack: 'Nowhere' }))).toBeUndefined();
  expect(templates.of(reported({ stack: 'Nowhere/Inner', logicalId: 'Inner1' }))).toBeUndefined();
});

test('what is no template, half of one or outside of the assembly is not read', () => {
  const outside = folderWith({ 'Secret.template.json': template('Secret1') });
  const folder = folderWith({
    'Half.template.json': '{ "Resources": { "Orders1": {',
    'Null.template.json': 'null',
    'Odd.template.json': { Resources: { Orders1: null, Other: { Type: 'AWS::Lambda::Function' } } },
    'manifest.json': { artifacts: { Evil: { properties: { templateFile: '../../etc/passwd' } }, Null: null } },
    'asset.1/Asset.template.json': template(),
  });
  symlinkSync(join(outside, 'Secret.template.json'), join(folder, 'Link.template.json'));
  symlinkSync(outside, join(folder, 'assembly-Link'));
  const templates = new Templates(folder);

  expect(templates.of(reported())).toBeUndefined();
  expect(templates.of(reported({ logicalId: 'Secret1' }))).toBeUndefined();
  expect(templates.of(reported({ logicalId: 'Other' }))?.file).toBe('Odd.template.json');
});
