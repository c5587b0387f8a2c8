import { App } from 'aws-cdk-lib';
import { Framework, frameworkOf, requireWith } from '../../src/auto/framework';

test('an app whose aws-cdk-lib is not in a file of its own: what is beside this package is used, or missed in one line', () => {
  const framework = frameworkOf(new App());

  expect(framework.folder).toBeUndefined();
  expect(framework.problem()).toBeUndefined();
  expect(requireWith<object>(framework, '../configuration/options')).toHaveProperty('OPTION_NAMES');
  expect(() => requireWith(framework, './nosuch')).toThrow(/^the app is a bundle with aws-cdk-lib in it; install [^\n]*$/);
});

test('a version that is too old is a problem', () => {
  class OldApp {}
  Object.assign(OldApp, { [Symbol.for('jsii.rtti')]: { fqn: 'aws-cdk-lib.App', version: '2.100.0' } });
  class OwnApp extends OldApp {}

  expect((frameworkOf(new OwnApp() as never) satisfies Framework).problem()).toMatch(/aws-cdk-lib 2\.100\.0/);
});
