import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError } from 'commander';
import { commitOfProgram } from '#jobs/commit-of-program.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { CliContext } from '../context.ts';
import { interruptSignal } from '../interrupt.ts';
import { createProgressBar } from '../progress-bar.ts';
import { userPath } from '../user-path.ts';

interface TrainFlags {
  readonly config?: string;
  readonly continue?: boolean;
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
    .argument(
      '<recipe>',
      'tokenizer, caire, identifiers, sentiment, dpr, lempex, t5-sft, emprl, active or negative',
    )
    .option('--config <file>', 'the settings of the recipe, JSON; see models/training/configs')
    .option(
      '--continue',
      'of caire, t5-sft and emprl: active learning on what people wrote in place of replies, as `train active`; from --init, else from the checkpoint of the system of this name',
    )
    .option('--out <dir>', 'the folder to write; by default trained/NAME OF THE CONFIG in the data folder')
    .option('--init <dir>', 'a Hugging Face folder to start from, instead of from nothing')
    .option('--data <dir>', 'where the paths of the config start', '.')
    .option('--device <name>', 'cpu, webgpu or cuda:N')
    .option('--threads <n>', 'threads of one operation', wholeNumber)
    .addHelpText(
      'after',
      '\nExample:\n  $ npm run --silent workbench -- train tokenizer --config models/training/configs/tokenizer.json --data data --out trained/tokenizer\n  $ npm run --silent workbench -- train caire --continue --data data --out trained/caire-further\n\nThe folder holds config.json, tokenizer.json and model.safetensors (the best weights by validation), training.json, loss.jsonl (the loss curve) and state/ (to go on from).',
    )
    .action(async (recipe: string, flags: TrainFlags) => {
      const { runRecipe } = await import('#models/training/recipes.ts');
      const isFurther = flags.continue === true;
      if (isFurther) refuseOther(recipe);
      const config = configOf(flags, isFurther);
      const init = flags.init ? userPath(flags.init) : isFurther ? await inService(cli, recipe) : undefined;
      const bar = createProgressBar();
      const summary = await runRecipe(isFurther ? 'active' : recipe, config, {
        out: flags.out
          ? userPath(flags.out)
          : join(cli.dataDir, 'trained', basename(config, extname(config))),
        dataDir: userPath(flags.data),
        ...(init ? { init } : {}),
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

const further = ['caire', 't5-sft', 'emprl'];

function refuseOther(recipe: string): void {
  if (further.includes(recipe)) return;
  throw new WorkbenchError(
    'bad-input',
    `--continue goes on with a system that answers: ${further.join(', ')}.`,
  );
}

function configOf({ config }: TrainFlags, isFurther: boolean): string {
  if (config) return userPath(config);
  if (isFurther) return fileURLToPath(new URL('../../models/training/configs/active.json', import.meta.url));
  throw new WorkbenchError(
    'bad-input',
    'Name the settings of the recipe with --config; see models/training/configs.',
  );
}

/** The folder of the checkpoint that a system answers with. */
async function inService(cli: CliContext, name: string): Promise<string> {
  const [{ findGenerator }, { registerShippedSystems }, { checkpointFolder }] = await Promise.all([
    import('#db/queries/generator-systems.ts'),
    import('#jobs/register-shipped-systems.ts'),
    import('#models/client.ts'),
  ]);
  const db = cli.openDb();
  registerShippedSystems(db, cli.now());
  return checkpointFolder(String(findGenerator(db, name).definition.checkpoint));
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number of at least 1.');
  return value;
}
