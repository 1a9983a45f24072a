import { setMaxListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  contextsById,
  type GeneratedRow,
  insertGenerated,
  type OpenContext,
} from '#db/queries/generation-runs.ts';
import { isWorkbenchError, WorkbenchError } from '#lib/errors.ts';
import type { OtherReply, SystemDefinition } from '#models/client.ts';
import type { GenerateContext, GenerateSummary } from './generate-run.ts';
import { storedDetails } from './stored-details.ts';

export interface Work {
  readonly system: SystemDefinition;
  readonly seed: number;
  /** Whether answers come with their levels. */
  readonly levels: boolean;
  readonly runId: string;
  /** Ids of the contexts to answer. */
  readonly open: readonly number[];
  /** Of all contexts of the run. */
  readonly total: number;
  readonly others: readonly OtherReply[] | null;
}

export type Outcome = Pick<
  GenerateSummary,
  'generated' | 'refused' | 'first_refusal' | 'seconds' | 'per_second'
>;

/** Contexts that are read at once, the short ones first: requests of about one length make the fullest batches. */
const readAhead = 512;
/** Answers are written after so many, or so many milliseconds. */
const chunkSize = 200;
const longestChunk = 500;

/** Keeps as many requests asked as the models take at once, and writes the answers in chunks. */
export async function answerContexts(context: GenerateContext, work: Work): Promise<Outcome> {
  const answering = new Answering(context, work);
  const contexts = readContexts(context, work.open);
  const lanes = Array.from({ length: Math.min(context.client.capacity, work.open.length) }, () =>
    answering.lane(contexts),
  );
  await Promise.all(lanes);
  return answering.end();
}

function* readContexts({ db }: GenerateContext, ids: readonly number[]): Generator<OpenContext> {
  for (let start = 0; start < ids.length; start += readAhead)
    yield* contextsById(db, ids.slice(start, start + readAhead)).sort((a, b) => lengthOf(a) - lengthOf(b));
}

/** The label of a dialogue is given to a system that was made for a report on what it is worth, and to no other. */
function takesGold(system: SystemDefinition): boolean {
  return system.generator === 'lempex' && system.emotionFilter === 'gold';
}

function lengthOf({ history }: OpenContext): number {
  return history.reduce((sum, { text }) => sum + text.length, 0);
}

class Answering {
  readonly #context: GenerateContext;
  readonly #work: Work;
  /** Aborted with the caller's signal, and where the run cannot go on. */
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #startedAt = performance.now();
  #chunk: GeneratedRow[] = [];
  #writtenAt = performance.now();
  #generated = 0;
  #refusals = 0;
  #firstRefusal: string | null = null;
  #failure: unknown;

  constructor(context: GenerateContext, work: Work) {
    this.#context = context;
    this.#work = work;
    const { signal } = this.#stop;
    this.#signal = context.signal ? AbortSignal.any([context.signal, signal]) : signal;
    // One listener for each request under way.
    setMaxListeners(0, this.#signal);
    this.#tell();
  }

  /** Answers one context after another until none is left; lanes share them. */
  async lane(contexts: Iterator<OpenContext>): Promise<void> {
    while (!this.#signal.aborted) {
      const next = contexts.next();
      if (next.done) return;
      try {
        const row = await this.#answer(next.value);
        this.#chunk.push(row);
        if (this.#isChunkFull()) await this.#write();
      } catch (error) {
        this.#failed(error);
      }
    }
  }

  end(): Outcome {
    this.#flush();
    if (this.#failure !== undefined) throw this.#failure;
    const { total, open } = this.#work;
    const done = total - open.length + this.#generated;
    if (this.#context.signal?.aborted)
      throw new WorkbenchError(
        'interrupted',
        `Interrupted; ${done} of ${total} contexts are answered. The same command goes on from there.`,
      );
    const seconds = (performance.now() - this.#startedAt) / 1000;
    return {
      generated: this.#generated,
      refused: this.#refusals,
      first_refusal: this.#firstRefusal,
      seconds: Math.round(seconds * 1000) / 1000,
      per_second: this.#rate(),
    };
  }

  async #answer({ id, ...context }: OpenContext): Promise<GeneratedRow> {
    const { system, seed, levels, others } = this.#work;
    const { convId, turnIndex, historyHash, occurrence } = context;
    const response = await this.#context.client.respond(system, {
      context: context.history,
      seed,
      levels,
      // What names a context wherever its dataset was imported.
      key: `${convId} ${turnIndex} ${historyHash} ${occurrence}`,
      signal: this.#signal,
      reference: context.reference,
      dialogue: convId,
      ...(takesGold(system) && context.emotion !== null && { emotion: context.emotion }),
      ...(others && { others }),
    });
    return { contextId: id, text: response.text, details: storedDetails(response) };
  }

  /** A context that the system cannot take is passed over; anything else ends the run. */
  #failed(error: unknown): void {
    const code = isWorkbenchError(error) ? error.code : undefined;
    if (code === 'bad-input' || code === 'too-large') {
      this.#refusals++;
      this.#firstRefusal ??= (error as Error).message;
      return;
    }
    if (this.#signal.aborted && code === 'interrupted') return;
    this.#failure ??= error;
    this.#stop.abort();
  }

  #isChunkFull(): boolean {
    return this.#chunk.length >= chunkSize || performance.now() - this.#writtenAt >= longestChunk;
  }

  async #write(): Promise<void> {
    this.#flush();
    await nextTurn();
  }

  #flush(): void {
    const chunk = this.#chunk;
    this.#chunk = [];
    this.#writtenAt = performance.now();
    if (chunk.length === 0) return;
    this.#generated += insertGenerated(this.#context.db, this.#work.runId, chunk);
    this.#tell();
  }

  #tell(): void {
    const { total, open } = this.#work;
    const rate = this.#rate();
    const message = rate > 0 ? `Answering, ${rate} a second` : 'Loading the model';
    const done = total - open.length + this.#generated;
    this.#context.onProgress?.({ done, total, message, ...(rate > 0 && { perSecond: rate }) });
  }

  /** Answers a second, to three digits. */
  #rate(): number {
    const seconds = (performance.now() - this.#startedAt) / 1000;
    return Number((this.#generated / Math.max(seconds, 1e-3)).toPrecision(3));
  }
}
