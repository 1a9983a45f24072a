import { createRandom } from '#lib/rng.ts';
import { decodingSettings } from '#models/decoding/decoding-settings.ts';
import { openEngine } from '#models/runtime/engine/open-engine.ts';
import { type ResidentMemory, residentMemory } from '../support/resident-memory.ts';
import { serveWorker } from '../support/worker-channel.ts';
import { trainingCheckpoint, trainingModels } from '../train/training-models.ts';

export interface ServingRun {
  readonly weights: 'float32' | 'int8';
  /** for keys and values of finished rows */
  readonly prefixBytes: number;
  readonly cacheDir: string;
  /** answered all at once: prompts of 60 tokens, replies of 20 */
  readonly requests: number;
}

export interface ServingMemory {
  /** the program before it opens a model */
  readonly start: ResidentMemory | undefined;
  readonly opened: ResidentMemory | undefined;
  /** after all replies */
  readonly served: ResidentMemory | undefined;
}

async function serve({ weights, prefixBytes, cacheDir, requests }: ServingRun): Promise<ServingMemory> {
  const start = residentMemory();
  const checkpoint = trainingCheckpoint(trainingModels['gpt-10m']);
  const engine = await openEngine(checkpoint, { weights, threads: 1, prefixBytes, cacheDir });
  const opened = residentMemory();
  const settings = decodingSettings({ maxNewTokens: 20 });
  const random = createRandom(3, 'prompts');
  const prompts = Array.from({ length: requests }, () =>
    Array.from({ length: 60 }, () => random.below(checkpoint.config.vocab_size)),
  );
  await Promise.all(prompts.map((prompt) => engine.generate({ prompt, settings })));
  const served = residentMemory();
  await engine.dispose();
  return { start, opened, served };
}

const handlers = { serve };
export type ServingHandlers = typeof handlers;

serveWorker(handlers);
