import { Component } from 'projen';
import { TypeScriptProject } from 'projen/lib/typescript';

/** Who may import whom (docs/architecture.md). A folder may import itself and the folders named; nothing else of ours. */
const MAY_IMPORT: Record<string, string[]> = {
  contract: [],
  core: ['contract'],
  catalog: ['contract', 'core'],
  backends: ['contract', 'core', 'catalog'],
  providers: ['contract', 'core', 'catalog', 'backends'],
  // private, mixins and the files beside index.ts are one level: the only ones with aws-cdk-lib.
  private: ['contract', 'core', 'catalog', 'providers', 'backends', 'mixins', 'tracing-coverage.ts'],
  mixins: ['contract', 'core', 'catalog', 'providers', 'backends', 'private'],
  // What users who write no code have in a file: read by auto, and by the command for templates.
  configuration: ['contract', 'core', 'catalog', 'providers', 'backends'],
  auto: ['contract', 'core', 'catalog', 'providers', 'backends', 'configuration', 'private', 'tracing-coverage.ts'],
};

/** Folders that must load without aws-cdk-lib: the CLI bundles them. Type-only imports are erased and so allowed. */
const WITHOUT_CDK = ['contract', 'core', 'catalog', 'providers', 'backends', 'configuration'];

/** Turns the architecture's import table into lint errors. */
export class ImportRules extends Component {
  constructor(project: TypeScriptProject) {
    super(project);
    const folders = Object.keys(MAY_IMPORT);
    const zones: object[] = folders.map((folder) => ({
      target: `./src/${folder}`,
      from: './src',
      except: [folder, ...MAY_IMPORT[folder]].map((allowed) => `./${allowed}`),
      message: `src/${folder} may import only ${[folder, ...MAY_IMPORT[folder]].join(', ')} (docs/architecture.md)`,
    }));
    zones.push(
      { target: './src/!(index.ts)', from: './src/index.ts', message: 'nobody imports the package index from inside' },
      { target: './src', from: ['./cli', './layers', './sandbox', './test'], message: 'the package does not import what is built on it' },
      { target: './sandbox', from: './src', message: 'the sandbox imports nothing of src' },
      {
        target: './cli', from: './src', except: WITHOUT_CDK.map((folder) => `./${folder}`),
        message: `the CLI may import only ${WITHOUT_CDK.join(', ')} of src (docs/architecture.md)`,
      },
      { target: './cli', from: ['./layers', './test'], message: 'the CLI does not import layers or tests' },
    );

    project.eslint!.addRules({
      'import/no-restricted-paths': ['error', { basePath: '.', zones }],
      'import/no-cycle': ['error', { ignoreExternal: true }],
      'import/no-unresolved': ['error', { ignore: ['^cdk-lambda-tracing$'] }], // the package itself, by the paths of test/tsconfig.json
      '@stylistic/object-property-newline': 'off', // tables of short entries read better in lines
      '@stylistic/max-len': ['error', { code: 180, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true }],
    });
    project.eslint!.addOverride({
      files: WITHOUT_CDK.map((folder) => `src/${folder}/**/*.ts`),
      rules: {
        '@typescript-eslint/no-restricted-imports': ['error', {
          patterns: [{ group: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'], allowTypeImports: true, message: 'only type-only imports here: the CLI bundles this folder' }],
        }],
      },
    });
    project.eslint!.addOverride({ files: ['src/**/*.ts'], rules: { 'no-console': 'error' } });
    // bench/package.json is there for the rival only.
    project.eslint!.addOverride({ files: ['bench/**/*.ts'], rules: { 'import/no-extraneous-dependencies': 'off' } });
  }
}
