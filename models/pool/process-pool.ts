import { isWorkbenchError } from '#lib/errors.ts';
import type { GeneratedResponse } from '../generators/generator.ts';
import type { ModelDefinition } from '../generators/system-definition.ts';
import { choosePlace } from './choose-place.ts';
import { ConversationHomes } from './conversation-homes.ts';
import type { PoolAnswer, ProcessState, ServeOptions } from './messages.ts';
import { ModelTroubles } from './model-troubles.ts';
import { busy, closed, noProcess, stopped, tookTooLong } from './pool-errors.ts';
import { PoolFigures } from './pool-figures.ts';
import { type Death, PoolProcess, processDied } from './pool-process.ts';
import type { PlaceOptions } from './pool-size.ts';
import type { PoolStatus } from './pool-status.ts';
import { type RequestSize, RequestSizes } from './request-size.ts';
import { Task, type Work } from './task.ts';
import { TaskQueue } from './task-queue.ts';

/** See `PoolOptions`. */
export interface ProcessPoolOptions extends Omit<ServeOptions, 'device' | 'threads'> {
  readonly places: readonly PlaceOptions[];
  /** Most requests that one process is given at once. */
  readonly mostRequests: number;
  readonly capacity: number;
  readonly mostWaiting: number;
  readonly longestWaitSeconds: number;
  readonly timeLimitMs: number;
  readonly graceMs: number;
}

const mostConversations = 10_000;
/** Where the processes of a request died so often, it is not begun again. */
const mostDeaths = 3;
/** The same where it was not this request's model that they died of. */
const mostAttempts = 6;
/** Starts that fail in a row before those who wait are told so. */
const hopelessStarts = 3;

/** Requests wait here, each for the process that `choosePlace` says, as soon as one has room. */
export class ProcessPool {
  readonly places: readonly PoolProcess[];
  readonly #options: ProcessPoolOptions;
  readonly #queue = new TaskQueue();
  readonly #running = new Map<Task, PoolProcess>();
  readonly #homes = new ConversationHomes<PoolProcess>(mostConversations);
  readonly #sizes = new RequestSizes();
  readonly #figures = new PoolFigures(() => performance.now());
  readonly #troubles = new ModelTroubles();
  /** The model of each system as it was last asked for. */
  readonly #current = new Map<string, string>();
  #asked = 0;
  #isClosed = false;

  constructor(options: ProcessPoolOptions) {
    this.#options = options;
    const { places, idleMs, replacedMs, memoryBytes, identifiers, rows, cacheDir } = options;
    const serve = { idleMs, replacedMs, memoryBytes, identifiers, rows, cacheDir };
    const events = {
      onDeath: (place: PoolProcess, death: Death) => this.#died(place, death),
      onState: (place: PoolProcess, { loading }: ProcessState) => this.#troubles.loading(place, loading),
      onRoom: () => this.#fill(),
    };
    this.places = places.map((place) => new PoolProcess({ ...serve, ...place }, events));
  }

  async ask(work: Work, signal: AbortSignal | undefined): Promise<PoolAnswer> {
    if (this.#isClosed) throw closed();
    if (signal?.aborted) throw stopped();
    const task = new Task({ id: this.#asked++, work, size: this.#sizeOf(work) });
    this.#refuseWhereFull();
    return this.#underWay(task, signal, () => {
      this.#queue.add(task);
      this.#fill();
    });
  }

  async warm(system: ModelDefinition): Promise<void> {
    if (this.#isClosed) throw closed();
    const running = this.places.filter(({ isRunning }) => isRunning);
    for (const place of running.length > 0 ? running : this.places.slice(0, 1)) {
      const task = new Task({ id: this.#asked++, work: { kind: 'warm', system }, size: noWork });
      await this.#underWay(task, undefined, () => this.#give(task, place));
    }
  }

  status(): PoolStatus {
    const { capacity, mostWaiting } = this.#options;
    return {
      capacity,
      processes: this.places.map((place, index) => place.status(index)),
      hosts: null,
      redisAwaySince: null,
      queue: {
        requests: this.#queue.size,
        tokens: Math.round(this.#queue.tokens),
        mostRequests: Number.isFinite(mostWaiting) ? mostWaiting : null,
        expectedSeconds: this.#queue.expectedSeconds,
      },
      ...this.#figures.rates(),
      ...this.#figures.latencies(),
      counts: this.#figures.counts,
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const task of [...this.#queue, ...this.#running.keys()]) task.fail(closed());
    await Promise.all(this.places.map((place) => place.stop()));
  }

  /** Has `begin` see to a task, and tidies up when it is settled, by whomever. */
  async #underWay(task: Task, signal: AbortSignal | undefined, begin: () => void): Promise<PoolAnswer> {
    const timer = setTimeout(() => this.#timeIsUp(task), this.#options.timeLimitMs);
    const abort = () => task.fail(stopped());
    signal?.addEventListener('abort', abort);
    try {
      begin();
      const answer = await task.done;
      this.#note(task, answer);
      return answer;
    } catch (error) {
      this.#figures.count(isWorkbenchError(error) && error.code === 'interrupted' ? 'cancelled' : 'failed');
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      this.#queue.delete(task);
      const place = this.#running.get(task);
      this.#running.delete(task);
      // Where it is not the process that settled it, the process still works on it.
      place?.cancel(task);
    }
  }

  #sizeOf(work: Work): RequestSize {
    if (work.kind === 'measure') return this.#sizes.ofMeasurement(work.measurement);
    if (work.kind === 'warm') return noWork;
    if (work.kind === 'respond') {
      const settings = { ...work.system.settings, ...work.asked.settings };
      return this.#sizes.ofReply({ context: work.asked.context, settings });
    }
    return this.#sizes.ofTexts([...work.asked.context.map(({ text }) => text), work.response.text]);
  }

  #refuseWhereFull(): void {
    const { mostWaiting, longestWaitSeconds, capacity } = this.#options;
    const waiting = this.#queue.size;
    // What fits into the processes twice over is never too much.
    const isLong = () => waiting >= capacity && (this.#queue.expectedSeconds ?? 0) > longestWaitSeconds;
    if (!Number.isFinite(mostWaiting) || (waiting < mostWaiting && !isLong())) return;
    this.#figures.count('refused');
    throw busy(this.#queue.expectedSeconds);
  }

  /** Gives what waits to whoever has room. */
  #fill(): void {
    for (const task of this.#queue) {
      const trouble = this.#troubles.of(task.modelKey);
      if (trouble) task.fail(trouble);
      if (task.isSettled) {
        this.#queue.delete(task);
        continue;
      }
      const place = choosePlace(this.places, {
        mostRequests: this.#options.mostRequests,
        home: this.#homes.of(task.conversation),
      });
      if (!place) break;
      this.#queue.delete(task);
      this.#homes.keep(task.conversation, place);
      this.#give(task, place);
    }
    if (this.#queue.size > 0) this.#failWhereHopeless();
  }

  #give(task: Task, place: PoolProcess): void {
    this.#running.set(task, place);
    const { work, modelKey } = task;
    if (work.kind === 'respond' && modelKey !== null) this.#tellReplaced(work.system, { place, modelKey });
    place.give(task);
  }

  /** Processes that are not asked for a system's new model still hold its old one. */
  #tellReplaced(
    system: ModelDefinition,
    { place, modelKey }: { place: PoolProcess; modelKey: string },
  ): void {
    const before = this.#current.get(system.name);
    if (before === modelKey) return;
    this.#current.set(system.name, modelKey);
    if (before === undefined) return;
    for (const other of this.places) if (other !== place) other.tell({ kind: 'replaced', system });
  }

  #died(place: PoolProcess, { tasks, cause, hadStarted, loading }: Death): void {
    this.#homes.forget(place);
    this.#troubles.diedLoading(place, loading, cause);
    for (const task of tasks) {
      this.#running.delete(task);
      if (!hadStarted) task.attempts--;
      const isBlamed =
        hadStarted && (loading.length === 0 || (task.modelKey !== null && loading.includes(task.modelKey)));
      if (isBlamed) task.deaths++;
      if (this.#isClosed) task.fail(closed());
      else if (task.deaths >= mostDeaths || task.attempts >= mostAttempts)
        task.fail(processDied(cause, task.attempts));
      else {
        this.#figures.count('retried');
        this.#queue.add(task);
      }
    }
    this.#fill();
  }

  /** Where no process starts, those who wait are told; the next to ask has it tried again. */
  #failWhereHopeless(): void {
    if (this.places.some(({ isAvailable, starts }) => isAvailable || starts.failures < hopelessStarts))
      return;
    const next = this.places.map(({ starts }) => starts).sort((a, b) => a.until - b.until)[0];
    if (!next) return;
    const error = noProcess(next.cause, next.until - performance.now());
    for (const task of this.#queue) {
      this.#queue.delete(task);
      task.fail(error);
    }
  }

  #note(task: Task, answer: PoolAnswer): void {
    const now = performance.now();
    this.#queue.ended(task);
    if (task.work.kind !== 'respond') {
      this.#figures.done(null);
      return;
    }
    const { tokens } = answer as GeneratedResponse;
    this.#sizes.replied(tokens.length);
    const { askedAt, firstTokenAt } = task;
    this.#figures.done({
      tokens: tokens.length,
      firstTokenSeconds: firstTokenAt === null ? null : (firstTokenAt - askedAt) / 1000,
      seconds: (now - askedAt) / 1000,
    });
  }

  #timeIsUp(task: Task): void {
    const place = this.#running.get(task);
    task.fail(tookTooLong(task.work.system.name, this.#options.timeLimitMs));
    // Others must not wait for a process that hangs.
    place?.endWhereSilent(this.#options.graceMs);
  }
}

const noWork: RequestSize = { prompt: 0, reply: 0 };
