import { join } from 'node:path';
import { drawClusters } from '#eval/statistics/cluster-bootstrap.ts';
import { openModelClient } from '#jobs/open-model-client.ts';
import { createRandom } from '#lib/rng.ts';
import { shippedFolder } from '#models/weights/open-shipped.ts';
import { type DeviceFlags, sessionOptions } from '../device-options.ts';
import { bootstrapSeed } from './clustering.ts';
import { resamples } from './figure.ts';
import type { ReportContext } from './report-context.ts';
import { readTestContexts, testContextsFile } from './test-contexts.ts';

export interface ReportOptions extends Pick<ReportContext, 'dataDir' | 'signal' | 'note' | 'progress'> {
  /** Null for those that come with the program. */
  readonly checkpoints: string | null;
  /** The program's state, where rows and compiled models are kept. */
  readonly stateDir: string;
  readonly limit: number | null;
  readonly device: DeviceFlags;
}

/** All that parts are measured with. Throws as `readTestContexts`; close it. */
export async function openReport({
  checkpoints,
  stateDir,
  limit,
  device,
  ...rest
}: ReportOptions): Promise<{ readonly context: ReportContext; readonly close: () => Promise<void> }> {
  const tests = await readTestContexts(join(rest.dataDir, testContextsFile), limit);
  const random = createRandom(bootstrapSeed, 'dialogues');
  const client = await openModelClient(stateDir, process.env);
  const context = {
    ...rest,
    checkpoints: checkpoints ?? shippedFolder,
    workDir: join(stateDir, 'report'),
    tests,
    draws: drawClusters(tests.dialogues, { random, resamples }),
    client,
    session: await sessionOptions(device),
  };
  return { context, close: () => client.close() };
}
