import { Command, CommanderError } from 'commander';
import { addBaseline } from './commands/baseline';
import { addInit } from './commands/init';
import { addLayers } from './commands/layers';
import { addReport } from './commands/report';
import { addSummary } from './commands/summary';
import { addTemplate } from './commands/template';
import { addVerify } from './commands/verify';
import { ExitCode } from './exit-codes';
import { Failure } from './failure';
import type { Output } from './io';

const COMMANDS = [addInit, addReport, addSummary, addVerify, addBaseline, addTemplate, addLayers];

const EPILOGUE = `
Exit codes: 0 all is well, 1 something is not as it should be, 2 wrong command line,
3 something cannot be read, written or reached.
`;

/** Runs a command line, without the program's name, and says how it went. */
export async function run(args: readonly string[], version: string, output: Output): Promise<ExitCode> {
  const program = new Command('cdk-lambda-tracing')
    .description('Looks at what tracing has done to the Lambda functions of a CDK app.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .showSuggestionAfterError()
    .addHelpText('after', EPILOGUE);
  COMMANDS.forEach((add) => add(program, output));
  everyCommand(program).forEach((command) => command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.out(text), writeErr: (text) => output.note(text), getOutHelpWidth: () => process.stdout.columns ?? 100,
      outputError: (text, write) => write(text.replace(/^error: /, 'cdk-lambda-tracing: ')),
    }));
  try {
    await program.parseAsync(args, { from: 'user' });
    return ExitCode.OK;
  } catch (error) {
    return exitCodeOf(error, output);
  }
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function exitCodeOf(error: unknown, output: Output): ExitCode {
  // Commander has printed its own message.
  if (error instanceof CommanderError) { return error.exitCode === 0 ? ExitCode.OK : ExitCode.USAGE; }
  const message = error instanceof Error ? error.message : String(error);
  if (message !== '') { output.note(`cdk-lambda-tracing: ${message}\n`); }
  if (process.env.DEBUG?.includes('cdk-lambda-tracing') && error instanceof Error) { output.note(`${error.stack}\n`); }
  return error instanceof Failure ? error.exitCode : ExitCode.FAILED;
}
