import { once } from 'node:events';
import { join } from 'node:path';
import type { Command } from 'commander';
import { WorkbenchError } from '#lib/errors.ts';
import type { CliContext } from '../context.ts';
import { interruptSignal } from '../interrupt.ts';

const patienceMs = 10_000;

export function registerWorkerCommand(program: Command, cli: CliContext): void {
  program
    .command('worker')
    .description('answer model requests of workbenches on other hosts, over Redis, until it is stopped')
    .option('--redis <url>', 'address of the Redis server; REDIS_URL otherwise')
    .addHelpText(
      'after',
      '\nWORKBENCH_DEVICES and WORKBENCH_PROCESSES say where models run and in how many processes.\n' +
        '\nExample:\n  $ npm run --silent workbench -- worker --redis redis://127.0.0.1:6379',
    )
    .action(async ({ redis }: { readonly redis?: string }) => {
      const { parseDevices, parseProcesses, parseRedisUrl, serveOverRedis } = await import(
        '#models/client.ts'
      );
      const url = parseRedisUrl(redis ?? process.env.REDIS_URL);
      if (!url)
        throw new WorkbenchError(
          'bad-input',
          'Say where Redis is: workbench worker --redis redis://127.0.0.1:6379, or the environment variable REDIS_URL.',
        );
      const stop = interruptSignal();
      const host = await serveOverRedis({
        url,
        cacheDir: join(cli.dataDir, 'compiled'),
        devices: parseDevices(process.env.WORKBENCH_DEVICES),
        processes: parseProcesses(process.env.WORKBENCH_PROCESSES),
        onMissing: (sentence) => cli.note(`${sentence} Another host answers for it where one can.`),
        onTrouble: ({ message }) => cli.note(`Redis: ${message || 'no connection'}. Trying again…`),
      });
      cli.note('Answering requests of the queue. Ctrl-C ends it when what is under way has been answered.');
      if (!stop.aborted) await once(stop, 'abort');
      cli.note('Ending…');
      await host.close(patienceMs);
    });
}
