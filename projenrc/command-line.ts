import { Component } from 'projen';
import { TypeScriptProject } from 'projen/lib/typescript';

/** The `cdk-lambda-tracing` command: built from cli/ into one file, which the package holds. */
export class CommandLine extends Component {
  constructor(project: TypeScriptProject) {
    super(project);
    const build = project.addTask('build:cli', {
      description: 'Bundle the command into cli/dist',
      exec: 'node cli/build.mjs',
    });
    project.compileTask.spawn(build);
    project.package.addBin({ 'cdk-lambda-tracing': 'cli/dist/cdk-lambda-tracing.js' });
    project.gitignore.exclude('/cli/dist/');
    project.addPackageIgnore('/cli/*');
    project.npmignore?.include('/cli/dist/');
  }
}
