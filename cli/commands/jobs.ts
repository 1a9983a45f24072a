import { setTimeout } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Job } from '#db/queries/jobs.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { CliContext } from '../context.ts';
import { formatTable } from '../format-table.ts';
import { interruptSignal } from '../interrupt.ts';
import { createProgressBar, progressLine } from '../progress-bar.ts';

const run = '$ npm run --silent workbench --';
const watchPause = 300;

export function registerJobCommands(program: Command, cli: CliContext): void {
  const group = program
    .command('jobs')
    .description('background work of the running program')
    .addHelpText('after', `\nExample:\n  ${run} jobs list`);
  registerList(group, cli);
  registerWatch(group, cli);
  registerCancel(group, cli);
}

function registerList(group: Command, cli: CliContext): void {
  group
    .command('list')
    .description('the last 50 jobs, newest first')
    .addHelpText('after', `\nExample:\n  ${run} jobs list`)
    .action(async () => {
      const { listJobs } = await import('#db/queries/jobs.ts');
      const rows = listJobs(cli.openDb());
      for (const row of rows) cli.json(row);
      if (rows.length === 0) cli.print('No jobs yet.');
      else
        cli.print(
          formatTable(
            ['id', 'type', 'status', 'since', 'progress'],
            rows.map((row) => [row.id, row.type, row.status, row.createdAt, told(row)]),
          ),
        );
    });
}

function registerWatch(group: Command, cli: CliContext): void {
  group
    .command('watch')
    .description('follow a job to its end; Ctrl-C stops watching, not the job')
    .argument('<id>', 'as `jobs list` shows it')
    .addHelpText('after', `\nExample:\n  ${run} jobs watch job_0123456789abcdef`)
    .action(async (id: string) => {
      const { findJob, finishedStatuses } = await import('#db/queries/jobs.ts');
      const db = cli.openDb();
      const bar = createProgressBar();
      const stop = interruptSignal();
      let job = findJob(db, id);
      try {
        while (!finishedStatuses.includes(job.status)) {
          bar.update(job.progress);
          await setTimeout(watchPause, undefined, { signal: stop }).catch(() => {});
          if (stop.aborted) throw new WorkbenchError('interrupted', 'Stopped watching; the job goes on.');
          job = findJob(db, id);
        }
      } finally {
        bar.end();
      }
      cli.json(job);
      if (job.status === 'failed')
        throw new WorkbenchError('bad-input', `Job ${id} failed: ${job.error ?? 'no reason was kept.'}`);
      if (job.status === 'cancelled') throw new WorkbenchError('conflict', `Job ${id} was cancelled.`);
      cli.print(`Job ${id} is done.`);
    });
}

function registerCancel(group: Command, cli: CliContext): void {
  group
    .command('cancel')
    .description(
      'take a waiting job out of the queue, or ask a running one to stop: an import is undone, a run keeps its answers',
    )
    .argument('<id>', 'as `jobs list` shows it')
    .addHelpText('after', `\nExample:\n  ${run} jobs cancel job_0123456789abcdef`)
    .action(async (id: string) => {
      const { cancelJob } = await import('#db/queries/jobs.ts');
      const status = cancelJob(cli.openDb(), { id, now: cli.now() });
      cli.json({ id, status, cancel_requested: true });
      cli.print(status === 'cancelled' ? `Job ${id} is cancelled.` : `Job ${id} was asked to stop.`);
    });
}

function told(job: Job): string {
  if (job.status === 'failed') return job.error ?? '';
  return job.status === 'running' ? progressLine(job.progress) : '';
}
