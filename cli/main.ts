import { Command, CommanderError } from 'commander';
import { isWorkbenchError, WorkbenchError } from '#lib/errors.ts';
import { commands } from './command-table.ts';
import type { CliContext } from './context.ts';
import { createContext } from './create-context.ts';
import { stateFailure } from './state-failure.ts';

export interface MainOptions {
  readonly argv: readonly string[];
  readonly dataDir: string;
  readonly now: () => string;
  readonly stdout: (text: string) => void | Promise<void>;
  readonly stderr: (text: string) => void;
}

/**
 * Runs one command. Returns the exit status: 0 done; 2 the user can mend it (one line on standard error);
 * 130 interrupted; 1 a defect (with its stack).
 */
export async function main(options: MainOptions): Promise<number> {
  const program = createProgram(options);
  const context = createContext(options);
  program.hook('preAction', async (_program, command) => {
    // Loaded here and not above: the database's packages are most of a start, and `--help` needs none of them.
    const { openWorkbench } = await import('./open-workbench.ts');
    context.prepare({ isJson: command.optsWithGlobals().json === true, open: openWorkbench });
  });
  try {
    await registerCommands(program, options.argv, context.cli);
    await program.parseAsync(options.argv, { from: 'user' });
    return 0;
  } catch (error) {
    return report(error, options.stderr);
  } finally {
    context.close();
  }
}

function createProgram({ stdout, stderr }: MainOptions): Command {
  return new Command('workbench')
    .description('A research workbench for empathetic dialogue: import, compare, rate, export.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout(text),
      writeErr: stderr,
      outputError: (text, write) => write(`${text.trim()} (add --help for the options and an example)\n`),
    })
    .configureHelp({ showGlobalOptions: false })
    .addHelpText(
      'after',
      '\nExample:\n  $ npm run --silent workbench -- datasets list\n\nExit status: 0 done, 2 the input can be mended, 130 interrupted, 1 a defect.',
    );
}

async function registerCommands(program: Command, argv: readonly string[], cli: CliContext): Promise<void> {
  const asked = argv.find((word) => !word.startsWith('-'));
  const known = asked !== undefined && Object.hasOwn(commands, asked) ? commands[asked] : undefined;
  // Commander would answer `--help` after an unknown word with the general help, as if all were well.
  if (asked !== undefined && !known && asked !== 'help')
    throw new WorkbenchError(
      'bad-input',
      `error: unknown command '${asked}' (--help alone lists the commands)`,
    );
  const loaders = known ? [known] : Object.values(commands);
  for (const load of loaders) (await load())(program, cli);
  acceptJsonEverywhere(program);
}

function acceptJsonEverywhere(command: Command): void {
  if (!command.options.some((option) => option.long === '--json'))
    command.option('--json', 'print JSON on standard output and nothing else there');
  for (const child of command.commands) acceptJsonEverywhere(child);
}

function report(thrown: unknown, stderr: (text: string) => void): number {
  const error = stateFailure(thrown) ?? thrown;
  // Commander has already written its sentence, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (isWorkbenchError(error)) {
    // Further bad rows come first, so that the one line that says how to mend it is the last.
    const { moreRows } = error.details;
    if (typeof moreRows === 'string') stderr(`${moreRows}\n`);
    stderr(`${error.message.replaceAll(/\s*\n\s*/g, ' ')}\n`);
    return error.exitCode;
  }
  stderr(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
}
