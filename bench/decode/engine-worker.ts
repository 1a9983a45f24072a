import { createRandom } from '#lib/rng.ts';
import { decodingSettings } from '#models/decoding/decoding-settings.ts';
import { type Engine, openEngine } from '#models/runtime/engine/open-engine.ts';
import { serveWorker } from '../support/worker-channel.ts';
import { type BenchModel, benchCheckpoint } from './bench-models.ts';
import { conversationShape, drawTokens, freshShape, type Request } from './workloads.ts';

export interface EngineSetting {
  readonly model: BenchModel;
  readonly weights: 'float32' | 'int8';
  readonly threads: number;
  /** threads wait at full speed, as those of transformers.js do */
  readonly spinning: boolean;
  /** most rows of a batch */
  readonly rows: number;
  /** memory for keys and values of finished rows; 0 keeps none */
  readonly prefixBytes: number;
  readonly cacheDir: string;
}

let engine: Engine | undefined;
let vocabulary = 0;

async function open({ model, ...setting }: EngineSetting): Promise<void> {
  const checkpoint = benchCheckpoint(model);
  vocabulary = checkpoint.config.vocab_size;
  engine = await openEngine(checkpoint, setting);
}

async function reply({ prompt, reply }: Request): Promise<readonly number[]> {
  if (!engine) throw new Error('no engine is open');
  const settings = decodingSettings({ maxNewTokens: reply });
  return (await engine.generate({ prompt, settings })).tokens;
}

/** All at once; the engine makes its batches itself. */
async function generate(requests: readonly Request[]): Promise<{ ms: number; replies: number[][] }> {
  const started = performance.now();
  const replies = await Promise.all(requests.map(reply));
  return { ms: performance.now() - started, replies: replies.map((tokens) => [...tokens]) };
}

export interface Load {
  readonly kind: 'conversation' | 'fresh prompts';
  /** who ask again as soon as they are answered */
  readonly clients: number;
  /** before anything is counted */
  readonly settle: number;
  /** of counting */
  readonly seconds: number;
  readonly seed: number;
}

export interface LoadResult {
  /** ms from a request to its answer, of the answers that came while it was counted */
  readonly times: readonly number[];
  readonly tokens: number;
  /** Share of the prompts' tokens that came from a kept prefix. */
  readonly reused: number;
  /** resident bytes of the process */
  readonly memory: number;
}

/** Keeps as many requests under way as there are clients, and counts the answers of a stretch in the middle. */
async function load({ kind, clients, settle, seconds, seed }: Load): Promise<LoadResult> {
  const times: number[] = [];
  let tokens = 0;
  const prefixes = Array.from({ length: clients }, (_, client) =>
    drawTokens(createRandom('prefix', seed, client), conversationShape.prefix, vocabulary),
  );
  if (kind === 'conversation') await Promise.all(prefixes.map((prompt) => reply({ prompt, reply: 1 })));
  const before = reuse();
  const begin = performance.now() + settle * 1000;
  const end = begin + seconds * 1000;
  await Promise.all(
    prefixes.map(async (prefix, client) => {
      const random = createRandom('turns', seed, client);
      while (performance.now() < end) {
        const fresh = kind === 'fresh prompts';
        const words = drawTokens(random, fresh ? freshShape.prompt : conversationShape.words, vocabulary);
        const asked = performance.now();
        // 10 to 20 tokens, 15 in the mean: rows of one length would join and leave in step.
        const { length } = await reply({
          prompt: fresh ? words : [...prefix, ...words],
          reply: 10 + random.below(11),
        });
        const answered = performance.now();
        if (answered < begin || answered > end) continue;
        times.push(answered - asked);
        tokens += length;
      }
    }),
  );
  const after = reuse();
  const reused = after.reused - before.reused;
  return {
    times,
    tokens,
    reused: reused / (reused + after.run - before.run),
    memory: process.memoryUsage().rss,
  };
}

function reuse(): { readonly reused: number; readonly run: number } {
  if (!engine) throw new Error('no engine is open');
  const { reusedTokens, promptTokens } = engine.stats();
  return { reused: reusedTokens, run: promptTokens };
}

const handlers = { open, generate, load };
export type EngineHandlers = typeof handlers;

serveWorker(handlers);
