import type { ShownRun } from '#app/components/runs/runs-table.tsx';
import { decodingInShort } from '#app/components/systems/decoding-in-words.ts';
import type { Db } from '#db/client.ts';
import { type GenerationJob, listGenerationJobs, listOpenGenerations } from '#db/queries/generation-jobs.ts';
import { type RemoteUse, remoteUse } from '#db/queries/remote-usage.ts';
import { listSystemRuns, type SystemRun } from '#db/queries/system-runs.ts';
import { type SystemView, systemView } from './systems.server.ts';

export interface SystemPage {
  readonly system: SystemView;
  /** What a remote system was asked for in all; null for any other. */
  readonly use: RemoteUse | null;
  /** By dataset, the newest first. */
  readonly runs: readonly ShownRun[];
  readonly open: readonly GenerationJob[];
  /** Jobs that failed or were cancelled, and were not tried again since. */
  readonly stopped: readonly GenerationJob[];
}

/** @throws WorkbenchError `not-found` */
export async function systemPage(db: Db, name: string): Promise<SystemPage> {
  const system = await systemView(db, name);
  const open = listOpenGenerations(db).filter(({ request }) => request.system === name);
  const runs = listSystemRuns(db, name);
  return {
    system,
    use: system.generator === 'openai' ? remoteUse(db, name) : null,
    runs: runs
      .filter(({ answers, id }) => answers > 0 || isOnlyTrace(runs, id))
      .map((run) => shownRun(run, { canRun: system.state === 'ready' })),
    open,
    stopped: stoppedJobs(listGenerationJobs(db, { system: name })),
  };
}

/** A run without an answer is told only where its dataset has no better one. */
function isOnlyTrace(runs: readonly SystemRun[], id: string): boolean {
  const { dataset } = runs.find((run) => run.id === id) ?? {};
  return !runs.some((run) => run.dataset === dataset && run.answers > 0);
}

function shownRun({ settings, ...run }: SystemRun, { canRun }: { readonly canRun: boolean }): ShownRun {
  const decoding = settings.decoding as Readonly<Record<string, unknown>> | undefined;
  return {
    ...run,
    decoding: decoding && Object.keys(decoding).length > 0 ? decodingInShort(decoding) : null,
    canGoOn: canRun && typeof settings.key === 'string',
  };
}

/** The latest job of each request, where that is one that stopped. */
function stoppedJobs(jobs: readonly GenerationJob[]): GenerationJob[] {
  const latest = new Map<string, GenerationJob>();
  for (const job of jobs) {
    const { limit: _, ...what } = job.request;
    const key = JSON.stringify(what);
    if (!latest.has(key)) latest.set(key, job);
  }
  return [...latest.values()].filter(({ status }) => status === 'failed' || status === 'cancelled');
}
