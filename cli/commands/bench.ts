import { writeFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import type { CliContext } from '../context.ts';
import { registerDecodeBench } from './bench-decode.ts';
import { registerGenerateBench } from './bench-generate.ts';
import { registerInt8Bench } from './bench-int8.ts';
import { registerMetricsBench } from './bench-metrics.ts';
import { registerScoreBench } from './bench-score.ts';
import { registerServeBench } from './bench-serve.ts';
import { registerStatisticsBench } from './bench-statistics.ts';
import { registerStudyBench } from './bench-study.ts';

interface BenchFlags {
  readonly responses?: string;
  readonly seconds: number;
  readonly out?: string;
}

export function registerBenchCommands(program: Command, cli: CliContext): void {
  const bench = program
    .command('bench')
    .description('measure speed on this machine, as bench/results shows it');
  bench
    .command('web')
    .description('pages and savings over HTTP: p50 and p95 with 1 and with 20 at once, no thinking time')
    .option(
      '--responses <file>',
      'a file for `import responses` with five systems; invented answers without it',
    )
    .option('--seconds <n>', 'of load for each row', positive, 20)
    .option('--out <file>', 'write the table there as Markdown')
    .addHelpText('after', '\nExample:\n  $ npm run --silent workbench -- bench web --seconds 5')
    .action(async ({ responses, seconds, out }: BenchFlags) => {
      const [{ benchWeb }, { webBenchTable }] = await Promise.all([
        import('#bench/web.ts'),
        import('#bench/web-table.ts'),
      ]);
      const result = await benchWeb({ responses, seconds, note: cli.note });
      for (const row of result.rows) cli.json({ machine: result.machine, data: result.data, ...row });
      cli.print(webBenchTable(result));
      if (out) writeFileSync(out, webBenchTable(result));
    });
  registerDecodeBench(bench, cli);
  registerTrainBench(bench, cli);
  registerMemoryBench(bench, cli);
  registerInt8Bench(bench, cli);
  registerGenerateBench(bench, cli);
  registerMetricsBench(bench, cli);
  registerScoreBench(bench, cli);
  registerStatisticsBench(bench, cli);
  registerStudyBench(bench, cli);
  registerServeBench(bench, cli);
}

function registerMemoryBench(bench: Command, cli: CliContext): void {
  bench
    .command('memory')
    .description('resident memory of a process that serves a model of ten million weights')
    .option('--out <file>', 'write the table there as Markdown')
    .addHelpText('after', '\nExample:\n  $ npm run --silent workbench -- bench memory')
    .action(async ({ out }: { readonly out?: string }) => {
      const [{ benchMemory }, { memoryBenchTable }] = await Promise.all([
        import('#bench/memory/memory.ts'),
        import('#bench/memory/memory-table.ts'),
      ]);
      const result = await benchMemory(cli.note);
      for (const row of result.rows) cli.json({ machine: result.machine, ...row });
      cli.print(memoryBenchTable(result));
      if (out) writeFileSync(out, memoryBenchTable(result));
    });
}

interface TrainBenchFlags {
  readonly quick?: boolean;
  readonly out?: string;
}

function registerTrainBench(bench: Command, cli: CliContext): void {
  bench
    .command('train')
    .description('training steps: tokens/s, GFLOP/s, the share of the matrix-product peak, memory')
    .option('--quick', 'fewer steps, and on two threads only')
    .option('--out <file>', 'write the table there as Markdown')
    .addHelpText('after', '\nExample:\n  $ npm run --silent workbench -- bench train --quick')
    .action(async ({ quick = false, out }: TrainBenchFlags) => {
      const [{ benchTrain }, { trainBenchTable }] = await Promise.all([
        import('#bench/train/train.ts'),
        import('#bench/train/train-table.ts'),
      ]);
      const result = await benchTrain({ quick, note: cli.note });
      for (const row of result.rows) cli.json({ machine: result.machine, ...row });
      cli.print(trainBenchTable(result));
      if (out) writeFileSync(out, trainBenchTable(result));
    });
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}
