import { execFileSync } from 'node:child_process';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError } from 'commander';
import type { CliContext } from '../context.ts';
import { interruptSignal } from '../interrupt.ts';
import { createProgressBar } from '../progress-bar.ts';
import { userPath } from '../user-path.ts';

interface TrainFlags {
  readonly config: string;
  readonly out?: string;
  readonly init?: string;
  readonly data: string;
  readonly device?: string;
  readonly threads?: number;
}

export function registerTrainCommand(program: Command, cli: CliContext): void {
  program
    .command('train')
    .description('train a model by a recipe; the same command goes on with what was interrupted')
    .argument('<recipe>', 'tokenizer, caire, identifiers, sentiment, dpr, lempex, t5-sft, emprl or negative')
    .requiredOption('--config <file>', 'the settings of the recipe, JSON; see models/training/configs')
    .option('--out <dir>', 'the folder to write; by default trained/NAME OF THE CONFIG in the data folder')
    .option('--init <dir>', 'a Hugging Face folder to start from, instead of from nothing')
    .option('--data <dir>', 'where the paths of the config start', '.')
    .option('--device <name>', 'cpu, webgpu or cuda:N')
    .option('--threads <n>', 'threads of one operation', wholeNumber)
    .addHelpText(
      'after',
      '\nExample:\n  $ npm run --silent workbench -- train tokenizer --config models/training/configs/tokenizer.json --data data --out trained/tokenizer\n\nThe folder holds config.json, tokenizer.json and model.safetensors (the best weights by validation), training.json, loss.jsonl (the loss curve) and state/ (to go on from).',
    )
    .action(async (recipe: string, flags: TrainFlags) => {
      const { runRecipe } = await import('#models/training/recipes.ts');
      const config = userPath(flags.config);
      const bar = createProgressBar();
      const summary = await runRecipe(recipe, config, {
        out: flags.out
          ? userPath(flags.out)
          : join(cli.dataDir, 'trained', basename(config, extname(config))),
        dataDir: userPath(flags.data),
        ...(flags.init ? { init: userPath(flags.init) } : {}),
        ...(flags.device ? { device: flags.device } : {}),
        ...(flags.threads ? { threads: flags.threads } : {}),
        signal: interruptSignal(),
        clock: () => performance.now(),
        commit: commitOfProgram(),
        note: (line) => {
          bar.end();
          cli.note(line);
        },
        progress: bar.update,
      }).finally(bar.end);
      cli.json(summary.numbers);
      cli.print(summary.line);
    });
}

/** The commit that runs, where the program stands in a repository and git is installed. */
function commitOfProgram(): string | null {
  try {
    const options = { cwd: fileURLToPath(new URL('.', import.meta.url)), stdio: 'pipe' } as const;
    return execFileSync('git', ['rev-parse', 'HEAD'], options).toString().trim();
  } catch {
    return null;
  }
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number of at least 1.');
  return value;
}
