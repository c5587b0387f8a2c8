import { problemWithVersion } from '../../src/auto/framework-version';

test.each(['2.262.0', '2.262.1', '2.263.0', '3.0.0', '0.0.0', '2.262.0-alpha.1', undefined])('%s will do', (version) => {
  expect(problemWithVersion(version)).toBeUndefined();
});

test.each(['2.261.9', '2.100.0', '1.300.0'])('%s is too old', (version) => {
  expect(problemWithVersion(version)).toBe(`the app uses aws-cdk-lib ${version}, and the oldest that works is 2.262.0; upgrade aws-cdk-lib`);
});
