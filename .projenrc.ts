import { awscdk, javascript, typescript } from 'projen';
import { CommandLine } from './projenrc/command-line';
import { ImportRules } from './projenrc/import-rules';
import { LocalTasks } from './projenrc/local-tasks';

/**
 * The oldest aws-cdk-lib that carries everything we use: `IPolicyValidationContext.appConstruct`
 * and quiet validation plugins. The tests run on it, and in CI on the newest one as well.
 */
const CDK_VERSION = '2.262.0';
const CONSTRUCTS_VERSION = '10.5.0';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-lambda-tracing',
  description: 'One line traces every Lambda function of an AWS CDK app: layer, wrapper, environment and IAM, with no change to any function.',
  author: 'The cdk-lambda-tracing authors',
  authorAddress: 'https://github.com/cdk-lambda-tracing',
  repositoryUrl: 'https://github.com/cdk-lambda-tracing/cdk-lambda-tracing.git',
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk-lambda-tracing authors',
  keywords: ['aws', 'cdk', 'lambda', 'tracing', 'opentelemetry', 'w3c', 'x-ray', 'observability', 'aspect'],
  defaultReleaseBranch: 'main',

  cdkVersion: CDK_VERSION,
  constructsVersion: CONSTRUCTS_VERSION,
  jsiiVersion: '~6.0',
  typescriptVersion: '~6.0',
  minNodeVersion: '20.9.0',
  packageManager: javascript.NodePackageManager.NPM,

  publishToPypi: { distName: 'cdk-lambda-tracing', module: 'cdk_lambda_tracing' },
  publishToMaven: {
    javaPackage: 'io.github.cdklambdatracing',
    mavenGroupId: 'io.github.cdklambdatracing',
    mavenArtifactId: 'cdk-lambda-tracing',
  },
  publishToNuget: { dotNetNamespace: 'CdkLambdaTracing', packageId: 'CdkLambdaTracing' },
  publishToGo: { moduleName: 'github.com/cdk-lambda-tracing/cdk-lambda-tracing-go' },

  // The test command and the CI script stand in .ci/run; a generated workflow would name hosts that do not belong in the tree.
  github: false,
  release: false,
  depsUpgrade: false,

  projenrcTs: true,
  projenrcTsOptions: { runner: typescript.TypeScriptRunner.tsx() },
  sampleCode: false,
  prettier: false,
  docgen: true,

  peerDependencyOptions: { pinnedDevDependency: true },

  devDeps: [
    // Functions made by CDK's alpha modules and by a third party's; tests of theirs synthesize without bundling.
    '@aws-cdk/aws-lambda-go-alpha@2.258.0-alpha.0',
    '@aws-cdk/aws-lambda-python-alpha@2.262.0-alpha.0',
    'cargo-lambda-cdk',
    '@aws-sdk/client-dynamodb@^3', // the shop's functions use these, as their authors would
    '@aws-sdk/client-eventbridge@^3',
    '@aws-sdk/client-kinesis@^3',
    '@aws-sdk/client-lambda@^3', // bundled into the CLI, like commander
    '@aws-sdk/client-sns@^3',
    '@aws-sdk/client-sqs@^3',
    '@dagrejs/dagre@^1', // places the boxes and lines of the shop's service map; the types of ^3 are of an ES module only
    'ajv@^8',
    'axe-core',
    'commander@^14',
    'esbuild',
    'eslint-plugin-import',
    'fast-check',
    'playwright-core',
    'fflate',
    'tsx',
    'yaml@^2.9', // bundled into the CLI: it keeps what it does not change
  ],
  tsconfigDev: {
    compilerOptions: {
      isolatedModules: true, // ts-jest then only transpiles; `npm run typecheck` checks
      paths: { 'cdk-lambda-tracing': ['../src/index.ts'] },
    },
    include: ['../bench/**/*.ts', '../examples/**/*.ts'],
    exclude: ['node_modules', 'cli/browser', '../bench/node_modules', '../examples/**/cdk.out', '../examples/*/functions'],
  },
  eslintOptions: {
    dirs: ['src'],
    commandOptions: { fix: false },
    devdirs: ['test', 'bench', 'cli', 'examples', 'projenrc'],
    ignorePatterns: ['cdk.out', 'examples/**/functions/**'],
  },
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      moduleNameMapper: { '^cdk-lambda-tracing$': '<rootDir>/src/index.ts' },
      setupFiles: ['<rootDir>/test/setup.ts'],
    },
  },
  gitignore: ['cdk.out', '.jsii.tabl.json', 'coverage', '.DS_Store'],
});

// What runs functions is tested by suites of its own, in the sandbox; here it is only loaded.
project.jest!.config.coveragePathIgnorePatterns = ['/node_modules/', '<rootDir>/(bench|examples|sandbox)/', '<rootDir>/cli/verify/dynamic/'];

// jest leaves one core free, which on two is half of them; projen has no such option.
Object.assign(project.jest!.config, { maxWorkers: '100%' });

// projen types the threshold as one flat record; jest takes one per folder.
project.jest!.config.coverageThreshold = { 'global': { lines: 95 }, './src/core/': { lines: 100 } };

// 1.13.0 was published without the binaries of most platforms, and `npm ci` refuses a lock that lacks them.
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });

// `auto` has a name of its own; the rest stays reachable as it is without this field, for jsii and for deep imports.
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './auto': './lib/auto/register.js',
  './package.json': './package.json',
  './.jsii': './.jsii',
  './.warnings.jsii.js': './.warnings.jsii.js',
  './lib/*': './lib/*',
});

// Only what is built goes into the package.
for (const path of ['.ci', 'bench', 'docs', 'examples', 'layers/*/*', 'sandbox', 'CONTRIBUTING.md', 'SECURITY.md']) { project.addPackageIgnore(`/${path}`); }
project.npmignore?.include('/layers/*/dist.zip'); // what the layers are made of is not published, what they are is

new ImportRules(project);
new LocalTasks(project);
new CommandLine(project);

project.synth();
