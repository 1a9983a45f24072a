import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type DialogueForm, dialogueForms } from '#models/training/data/read-dialogues.ts';
import type { CliContext } from '../context.ts';

interface Int8Flags {
  readonly model: string;
  readonly dialogues: string;
  readonly form: DialogueForm;
  readonly limit: number;
  readonly out?: string;
}

export function registerInt8Bench(bench: Command, cli: CliContext): void {
  bench
    .command('int8')
    .description(
      'what row-wise int8 weights cost a GPT trained on dialogues: perplexity and likeliest tokens',
    )
    .requiredOption('--model <dir>', 'a checkpoint of the recipe caire')
    .requiredOption('--dialogues <file>', 'text that it was not trained on, JSON Lines, .gz as it is')
    .addOption(
      new Option('--form <form>', 'of the file').choices(dialogueForms).default('empathetic-dialogues'),
    )
    .option('--limit <n>', 'dialogues', whole, 200)
    .option('--out <file>', 'write the table there as Markdown')
    .addHelpText(
      'after',
      '\nExample:\n  $ npm run --silent workbench -- bench int8 --model DIR --dialogues valid.jsonl.gz',
    )
    .action(async (flags: Int8Flags) => {
      const [{ measureInt8 }, { int8Table }, { machineLine }, weights, tokenizers, data] = await Promise.all([
        import('#bench/int8/measure-int8.ts'),
        import('#bench/int8/int8-table.ts'),
        import('#bench/support/machine.ts'),
        import('#models/weights/load-model-checkpoint.ts'),
        import('#models/tokenizers/load-tokenizer.ts'),
        import('#models/training/data/read-dialogues.ts'),
      ]);
      const found = await measureInt8({
        checkpoint: weights.loadModelCheckpoint(flags.model),
        tokenizer: tokenizers.loadTokenizer(flags.model),
        dialogues: data.readDialogues(flags.dialogues, flags.form),
        limit: flags.limit,
        threads: 2,
        cacheDir: join(cli.dataDir, 'bench', 'compiled'),
      });
      const model = basename(flags.model);
      const command = `npm run --silent workbench -- bench int8 --model ${model} --dialogues ${basename(flags.dialogues)} --form ${flags.form} --limit ${flags.limit}`;
      const report = { ...found, machine: machineLine(), model, command };
      cli.json(report);
      cli.print(int8Table(report));
      if (flags.out) writeFileSync(flags.out, int8Table(report));
    });
}

function whole(text: string): number {
  const value = Number(text);
  if (!(Number.isInteger(value) && value > 0))
    throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}
