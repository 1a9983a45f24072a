import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';

export function registerMetricsBench(bench: Command, cli: CliContext): void {
  bench
    .command('metrics')
    .description('text metrics on one core, next to the reference programs’ time on the same lines')
    .requiredOption('--inputs <folder>', 'with pairs_hyp.txt and pairs_ref.txt, a segment a line')
    .option('--out <file>', 'write the table there as Markdown')
    .addHelpText('after', '\nExample:\n  $ npm run --silent workbench -- bench metrics --inputs /tmp/inputs')
    .action(async ({ inputs, out }: { readonly inputs: string; readonly out?: string }) => {
      const [{ benchMetrics }, { metricsBenchTable }] = await Promise.all([
        import('#bench/metrics/metrics.ts'),
        import('#bench/metrics/metrics-table.ts'),
      ]);
      const result = benchMetrics({ folder: inputs, note: cli.note });
      for (const row of result.rows) cli.json({ machine: result.machine, ...row });
      cli.print(metricsBenchTable(result));
      if (out) writeFileSync(out, metricsBenchTable(result));
    });
}
