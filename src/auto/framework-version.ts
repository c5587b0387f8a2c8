import { createRequire } from 'module';

/** Why a version of aws-cdk-lib cannot be worked with, if so. One that is not known, in a bundle, gets the benefit of the doubt. */
export function problemWithVersion(version: string | undefined): string | undefined {
  const { peerDependencies } = createRequire(__filename)('../../package.json') as { peerDependencies: { 'aws-cdk-lib': string } };
  const oldest = peerDependencies['aws-cdk-lib'].replace(/^\D+/, '');
  if (version === undefined || !isOlder(version, oldest)) { return undefined; }
  return `the app uses aws-cdk-lib ${version}, and the oldest that works is ${oldest}; upgrade aws-cdk-lib`;
}

/** By the numbers alone: `2.262.0-alpha.1` counts as 2.262.0, and 0.0.0, a build of the CDK's own, as new. */
function isOlder(version: string, than: string): boolean {
  const numbers = (text: string) => text.split(/[.+-]/, 3).map(Number);
  const [one, other] = [numbers(version), numbers(than)];
  const at = one.findIndex((number, index) => number !== other[index]);
  return !version.startsWith('0.0.0') && at >= 0 && one[at] < other[at];
}
