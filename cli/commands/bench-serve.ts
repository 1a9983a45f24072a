import { writeFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CliContext } from '../context.ts';
import { userPath } from '../user-path.ts';

interface ServeBenchFlags {
  readonly system: string;
  readonly int8?: boolean;
  readonly through: 'chat' | 'api';
  readonly users: readonly number[];
  readonly search?: boolean;
  readonly interval: number;
  readonly limit: number;
  readonly load: number;
  readonly seconds: number;
  readonly compared: number;
  readonly dialogues?: string;
  readonly out?: string;
}

export function registerServeBench(bench: Command, cli: CliContext): void {
  bench
    .command('serve')
    .description('people who talk with a system over HTTP with streaming, many at once: CAiRE’s stress test')
    .option('--system <name>', 'one that ships, or `gpt-117m` for the shape of GPT', 'caire')
    .option('--int8', 'matrices multiplied in int8')
    .addOption(
      new Option('--through <way>', 'visitors of a chat link, or clients of /v1')
        .choices(['chat', 'api'])
        .default('chat'),
    )
    .option('--users <numbers>', 'people at once, a row each', wholes, [50])
    .option('--search', 'then look for the most people that it holds')
    .option('--interval <seconds>', 'between two messages of a person', positive, 2)
    .option('--limit <seconds>', 'that 95 of 100 whole replies may take', positive, 2)
    .option('--seconds <n>', 'of each row', positive, 20)
    .option('--load <seconds>', 'of talking before the first row, for the models to be loaded', positive, 8)
    .option('--compared <n>', 'replies asked for again alone', whole, 100)
    .option('--dialogues <file>', 'whose speakers’ turns are said (jsonl); the program’s own otherwise')
    .option('--out <file>', 'write the table there as Markdown')
    .addHelpText(
      'after',
      '\nExample:\n  $ npm run --silent workbench -- bench serve --system caire --users 5 --seconds 5 --compared 5',
    )
    .action(
      async ({
        interval,
        limit,
        load,
        int8 = false,
        search = false,
        dialogues,
        out,
        ...rest
      }: ServeBenchFlags) => {
        const [{ benchServe }, { serveBenchTable }] = await Promise.all([
          import('#bench/serve/serve.ts'),
          import('#bench/serve/serve-table.ts'),
        ]);
        const weights = int8 ? 'int8' : 'float32';
        const result = await benchServe({
          ...rest,
          weights,
          search,
          intervalMs: interval * 1000,
          limitMs: limit * 1000,
          loadSeconds: load,
          dialogues: dialogues && userPath(dialogues),
          note: cli.note,
        });
        const command = [
          ...(process.env.WORKBENCH_PROCESSES
            ? [`WORKBENCH_PROCESSES=${process.env.WORKBENCH_PROCESSES}`]
            : []),
          `npm run --silent workbench -- bench serve --system ${rest.system}`,
          ...(int8 ? ['--int8'] : []),
          ...(rest.through === 'api' ? ['--through api'] : []),
          `--users ${rest.users.join(',')} --seconds ${rest.seconds}`,
          ...(search ? ['--search'] : []),
          ...(dialogues ? ['--dialogues FILE'] : []),
        ].join(' ');
        cli.json(result);
        cli.print(serveBenchTable(result, command));
        if (out) writeFileSync(userPath(out), serveBenchTable(result, command));
      },
    );
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

function whole(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('It is a whole number above 0.');
  return Number(text);
}

function wholes(text: string): number[] {
  return text.split(',').map(whole);
}
