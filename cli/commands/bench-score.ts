import { writeFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import type { CliContext } from '../context.ts';

interface ScoreBenchFlags {
  readonly inputs: string;
  readonly responses: number;
  readonly remark?: string;
  readonly out?: string;
}

export function registerScoreBench(bench: Command, cli: CliContext): void {
  bench
    .command('score')
    .description('`score --metrics all` of a system: rows, then scores with intervals')
    .requiredOption('--inputs <folder>', 'with pairs_hyp.txt and pairs_ref.txt, a segment a line')
    .option('--responses <n>', 'how many, the lines over again where there are fewer', wholeNumber, 100_000)
    .option('--remark <text>', 'a sentence on the circumstances for the table')
    .option('--out <file>', 'write the table there as Markdown')
    .addHelpText('after', '\nExample:\n  $ npm run --silent workbench -- bench score --inputs /tmp/inputs')
    .action(async ({ inputs, responses, remark, out }: ScoreBenchFlags) => {
      const [{ benchScore }, { scoreBenchTable }] = await Promise.all([
        import('#bench/score/score.ts'),
        import('#bench/score/score-table.ts'),
      ]);
      const result = await benchScore({ folder: inputs, responses, note: cli.note });
      const { rows, ...about } = result;
      for (const row of rows) cli.json({ ...about, ...row });
      const command = `npm run --silent workbench -- bench score --inputs FOLDER --responses ${responses}`;
      const table = scoreBenchTable(result, { command, remark });
      cli.print(table);
      if (out) writeFileSync(out, table);
    });
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number of at least 1.');
}
