import { writeFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import type { CliContext } from '../context.ts';
import { userPath } from '../user-path.ts';

interface GenerateBenchFlags {
  readonly replies: number;
  readonly random?: boolean;
  readonly remark?: string;
  readonly out?: string;
}

export function registerGenerateBench(bench: Command, cli: CliContext): void {
  bench
    .command('generate')
    .description('runs of `generate` for each system: replies/s, and processor time a reply')
    .option('--replies <n>', 'of each row', count, 960)
    .option('--random', 'random weights in the shapes of the systems that ship, even where these are there')
    .option('--remark <sentence>', 'what a reader has to know of the machine, for the page')
    .option('--out <file>', 'write the table there as Markdown')
    .addHelpText('after', '\nExample:\n  $ npm run --silent workbench -- bench generate --replies 192')
    .action(async ({ replies, random = false, remark, out }: GenerateBenchFlags) => {
      const [{ benchGenerate }, { generateBenchTable }] = await Promise.all([
        import('#bench/generate/generate.ts'),
        import('#bench/generate/generate-table.ts'),
      ]);
      const result = await benchGenerate({ replies, random, note: cli.note });
      for (const row of result.rows) cli.json({ machine: result.machine, shipped: result.isShipped, ...row });
      const command = `npm run --silent workbench -- bench generate --replies ${replies}${random ? ' --random' : ''}`;
      const table = generateBenchTable(result, { command, remark });
      cli.print(table);
      if (out) writeFileSync(userPath(out), table);
    });
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100_000)
    throw new InvalidArgumentError('It must be a whole number from 1 to 100,000.');
  return value;
}
