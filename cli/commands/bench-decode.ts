import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { WorkbenchError } from '#lib/errors.ts';
import type { CliContext } from '../context.ts';
import { userPath } from '../user-path.ts';

interface DecodeFlags {
  readonly model: 'small' | 'gpt2-shape' | 'all';
  readonly threads: number;
  readonly requests: number;
  readonly skipTransformers?: true;
  readonly quick?: true;
  readonly out?: string;
}

export function registerDecodeBench(bench: Command, cli: CliContext): void {
  bench
    .command('decode')
    .description('replies of the model engine: beside transformers.js, in conversation, and what bounds them')
    .addOption(
      new Option('--model <name>', 'what is measured: random weights in these shapes')
        .choices(['small', 'gpt2-shape', 'all'])
        .default('all'),
    )
    .option(
      '--threads <n>',
      'of each process; under full load also that many processes of one',
      count,
      Math.min(availableParallelism(), 4),
    )
    .option('--requests <n>', 'of the stream of mixed lengths', count, 40)
    .option('--skip-transformers', 'the engine alone: nothing is installed')
    .option('--quick', 'few repeats and short loads, to see that it runs')
    .option('--out <file>', 'write the tables there as Markdown')
    .addHelpText(
      'after',
      '\nExample:\n  $ npm run --silent workbench -- bench decode --model small --quick\n\ntransformers.js is installed with npm below the data folder the first time (0.5 GB). A whole run takes about nine minutes a model on two processors.',
    )
    .action(async (flags: DecodeFlags) => {
      const out = flags.out && outFile(userPath(flags.out));
      const [{ benchDecode }, { decodeBenchTable }, { decodeBenchLines }, { benchModelNames }] =
        await Promise.all([
          import('#bench/decode/decode.ts'),
          import('#bench/decode/decode-table.ts'),
          import('#bench/decode/decode-lines.ts'),
          import('#bench/decode/bench-models.ts'),
        ]);
      const result = await benchDecode({
        models: flags.model === 'all' ? benchModelNames : [flags.model],
        threads: flags.threads,
        requests: flags.requests,
        skipTransformers: flags.skipTransformers ?? false,
        quick: flags.quick ?? false,
        dataDir: cli.dataDir,
        note: cli.note,
      });
      for (const line of decodeBenchLines(result)) cli.json(line);
      const table = decodeBenchTable(result);
      cli.print(table);
      if (out) writeFileSync(out, table);
    });
}

/** Looked at before the minutes that a run takes. */
function outFile(path: string): string {
  if (existsSync(dirname(path))) return path;
  throw new WorkbenchError(
    'bad-input',
    `There is no folder ${dirname(path)} for --out: make it, or name another.`,
  );
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 10_000)
    throw new InvalidArgumentError('It must be a whole number from 1 to 10,000.');
  return value;
}
