import { isWorkbenchError, WorkbenchError } from '#lib/errors.ts';
import { randomToken } from '#lib/ids.ts';
import type { GeneratedResponse } from '../../generators/generator.ts';
import type { Measured, MeasurementKind, MeasurementOf } from '../../measuring/measurement.ts';
import type { PoolAnswer } from '../messages.ts';
import type { Pool } from '../pool.ts';
import { busy, closed, stopped, tookTooLong } from '../pool-errors.ts';
import { PoolFigures } from '../pool-figures.ts';
import type { HostStatus, PoolStatus } from '../pool-status.ts';
import { Task, type Work } from '../task.ts';
import { QueueLine } from './queue-line.ts';
import type { HostRequest, Said } from './redis-messages.ts';
import { seldom } from './seldom.ts';

export interface RedisPoolOptions {
  readonly url: string;
  /** Whether replies come with the levels of the identifiers that judge; hosts have those that ship. */
  readonly levels: boolean;
  /** Most requests of this pool that are neither answered nor given up; Infinity refuses none. */
  readonly mostOutstanding?: number;
  /** Most time of a request from its asking; two minutes. */
  readonly timeLimitMs?: number;
  readonly onTrouble: (error: Error) => void;
}

type ReadyOptions = RedisPoolOptions & { readonly timeLimitMs: number };

const usualLimitMs = 120_000;
/** Requests outstanding for each that the hosts work on at once, and where no host has told of itself. */
const perCapacity = 16;
const usualCapacity = 48;
/** Milliseconds without Redis before requests are refused, and before those under way are given up. */
const patience = { refuse: 3_000, giveUp: 15_000 } as const;
/** Redis is asked what became of a request that has been silent for so long. */
const silence = 2_500;
const lookPause = 1_000;

/** A request and where it stands in the queue. */
interface Asked {
  readonly task: Task;
  readonly request: HostRequest;
  /** Under which it lies in the queue; another one where the queue lost it. */
  job: string;
  round: number;
  attempt: number;
  /** Tokens of this attempt. */
  heard: number;
  heardAt: number;
}

/**
 * A pool whose models run on other hosts. Requests wait in a queue that BullMQ keeps in Redis, hosts take them from it
 * (`startModelHost`), and say tokens and ends over a channel. A host that disappears has its requests taken over by
 * another; where Redis itself loses them they are put in anew. A reply depends on its request alone, so nothing is lost
 * by either, and no token is told twice.
 */
export function startRedisPool(given: RedisPoolOptions): Pool {
  const options = { ...given, onTrouble: seldom(given.onTrouble) };
  const pool = new RedisPool({ ...options, timeLimitMs: options.timeLimitMs ?? usualLimitMs });
  return {
    get capacity() {
      return pool.capacity;
    },
    respond: async (system, asked) => {
      const wanted = { ...asked, levels: options.levels && asked.levels !== false };
      return (await pool.ask({ kind: 'respond', system, asked: wanted }, asked.signal)) as GeneratedResponse;
    },
    rate: async (name, response, asked) => {
      if (!options.levels || asked.levels === false) return response;
      const work = { kind: 'rate', system: { name }, asked, response } as const;
      return (await pool.ask(work, asked.signal)) as GeneratedResponse;
    },
    measure: async <Kind extends MeasurementKind>(
      measurement: MeasurementOf<Kind>,
      signal: AbortSignal | undefined,
    ) => {
      const work = { kind: 'measure', system: { name: 'The model' }, measurement } as const;
      return (await pool.ask(work, signal)) as Measured[Kind];
    },
    warm: async (system) => void (await pool.ask({ kind: 'warm', system }, undefined)),
    status: () => pool.status(),
    processes: () =>
      pool.hosts
        .flatMap(({ processes }) => processes)
        .map(({ processId, requests }) => ({ processId: processId ?? undefined, load: requests })),
    close: () => pool.close(),
  };
}

class RedisPool {
  readonly #options: ReadyOptions;
  readonly #line: QueueLine;
  readonly #asked = new Map<string, Asked>();
  readonly #figures = new PoolFigures(() => performance.now());
  readonly #looking: ReturnType<typeof setInterval>;
  #heard: readonly HostStatus[] = [];
  /** Since when no host has given a sign of life; null where one does. */
  #hostlessSince: number | null = performance.now();
  #isLooking = false;
  #count = 0;
  #isClosed = false;

  constructor(options: ReadyOptions) {
    this.#options = options;
    this.#line = new QueueLine({
      url: options.url,
      asker: randomToken(12),
      onSaid: (said) => this.#hear(said),
      onTrouble: options.onTrouble,
    });
    this.#looking = setInterval(() => void this.#lookOnce(), lookPause);
    this.#looking.unref();
  }

  /** Those that give signs of life. */
  get hosts(): readonly HostStatus[] {
    return this.#heard.filter(({ isThere }) => isThere);
  }

  /** Of all hosts together. */
  get capacity(): number {
    return this.hosts.reduce((sum, { capacity }) => sum + capacity, 0) || usualCapacity;
  }

  async ask(work: Work, signal: AbortSignal | undefined): Promise<PoolAnswer> {
    if (this.#isClosed) throw closed();
    if (signal?.aborted) throw stopped();
    if (!this.#isPatient && this.#line.awayMs > patience.refuse) throw noRedis();
    if (!this.#isPatient && this.#hostlessMs > patience.refuse) throw noHost();
    if (this.#asked.size >= this.#mostOutstanding) {
      this.#figures.count('refused');
      throw busy(null);
    }
    const task = new Task({ id: this.#count++, work, size: noWork });
    const asked: Asked = {
      task,
      request: requestOf(task),
      job: this.#line.jobName(task.id, 0),
      round: 0,
      attempt: 0,
      heard: 0,
      heardAt: performance.now(),
    };
    return this.#underWay(asked, signal);
  }

  status(): PoolStatus {
    const { awayMs } = this.#line;
    const processes = this.hosts.flatMap((host) => host.processes);
    const worked = processes.reduce((sum, { requests }) => sum + requests, 0);
    return {
      capacity: this.capacity,
      processes: processes.map((process, place) => ({ ...process, place })),
      hosts: this.#heard,
      redisAwaySince: awayMs === 0 ? null : new Date(Date.now() - awayMs).toISOString(),
      queue: {
        requests: Math.max(0, this.#asked.size - worked),
        tokens: 0,
        mostRequests: Number.isFinite(this.#mostOutstanding) ? this.#mostOutstanding : null,
        expectedSeconds: null,
      },
      ...this.#figures.rates(),
      ...this.#figures.latencies(),
      counts: this.#figures.counts,
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#looking);
    for (const { task } of this.#asked.values()) task.fail(closed());
    this.#line.close();
  }

  #failAll(error: WorkbenchError): void {
    for (const { task } of this.#asked.values()) task.fail(error);
  }

  get #hostlessMs(): number {
    return this.#hostlessSince === null ? 0 : performance.now() - this.#hostlessSince;
  }

  /** Long runs wait for hosts and for Redis as long as it takes. */
  get #isPatient(): boolean {
    return this.#options.mostOutstanding === Number.POSITIVE_INFINITY;
  }

  get #mostOutstanding(): number {
    return this.#options.mostOutstanding ?? perCapacity * this.capacity;
  }

  async #underWay(asked: Asked, signal: AbortSignal | undefined): Promise<PoolAnswer> {
    const { task } = asked;
    const { timeLimitMs } = this.#options;
    const timer = setTimeout(() => task.fail(this.#tooLate(task)), timeLimitMs);
    const abort = () => task.fail(stopped());
    signal?.addEventListener('abort', abort);
    this.#asked.set(asked.job, asked);
    let isEnded = false;
    try {
      this.#line.put(asked.job, asked.request);
      const answer = await task.done;
      isEnded = true;
      this.#note(task, answer);
      return answer;
    } catch (error) {
      this.#figures.count(isWorkbenchError(error) && error.code === 'interrupted' ? 'cancelled' : 'failed');
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      this.#asked.delete(asked.job);
      if (!isEnded && !this.#isClosed) this.#line.cancel(asked.job);
    }
  }

  #hear({ job, attempt, before, message }: Said): void {
    const asked = this.#asked.get(job);
    // What an attempt says that another has taken over from says nothing new.
    if (!asked || attempt < asked.attempt) return;
    asked.heardAt = performance.now();
    if (attempt > asked.attempt) {
      if (asked.task.attempts > 0) this.#figures.count('retried');
      asked.attempt = attempt;
      asked.heard = 0;
      asked.task.begin();
    }
    const { onToken } = asked.task.work.kind === 'respond' ? asked.task.work.asked : {};
    if (before !== asked.heard && onToken) {
      // Something on the way was lost: said anew, it comes whole.
      this.#line.cancel(asked.job);
      this.#putAnew(asked);
      return;
    }
    if (message.kind === 'token') asked.heard++;
    asked.task.take({ ...message, id: asked.task.id });
  }

  async #lookOnce(): Promise<void> {
    // Where Redis is slow, one look may last longer than the pause.
    if (this.#isLooking) return;
    this.#isLooking = true;
    await this.#look().catch(this.#options.onTrouble);
    this.#isLooking = false;
  }

  /** Looks which hosts there are, and after requests of which nothing was heard for a while. */
  async #look(): Promise<void> {
    if (!this.#isPatient && this.#line.awayMs > patience.giveUp) this.#failAll(noRedis());
    if (this.#line.awayMs > 0) return;
    this.#line.sign();
    this.#heard = await this.#line.hosts();
    const now = performance.now();
    if (this.hosts.length > 0) this.#hostlessSince = null;
    else this.#hostlessSince ??= now;
    if (!this.#isPatient && this.#hostlessMs > patience.giveUp) this.#failAll(noHost());
    const silent = [...this.#asked.values()].filter(({ heardAt }) => now - heardAt > silence);
    for (const asked of silent) await this.#lookAfter(asked);
  }

  async #lookAfter(asked: Asked): Promise<void> {
    const found = await this.#line.find(asked.job);
    asked.heardAt = performance.now();
    if (asked.task.isSettled || found === 'waiting') return;
    // Whoever waits for tokens has not heard them all, or would have heard the end.
    const isHeard = asked.task.work.kind !== 'respond' || !asked.task.work.asked.onToken;
    if (found !== 'lost' && isHeard) asked.task.take({ ...found, id: asked.task.id });
    else this.#putAnew(asked);
  }

  /** Under another name: whoever still works on the last try is not to be mistaken for who takes this one. */
  #putAnew(asked: Asked): void {
    this.#asked.delete(asked.job);
    asked.round++;
    asked.attempt = 0;
    asked.heard = 0;
    asked.job = this.#line.jobName(asked.task.id, asked.round);
    this.#asked.set(asked.job, asked);
    this.#line.put(asked.job, asked.request);
  }

  #tooLate(task: Task): WorkbenchError {
    if (this.hosts.length > 0) return tookTooLong(task.work.system.name, this.#options.timeLimitMs);
    return noHost();
  }

  #note(task: Task, answer: PoolAnswer): void {
    if (task.work.kind !== 'respond') {
      this.#figures.done(null);
      return;
    }
    const { tokens } = answer as GeneratedResponse;
    const { askedAt, firstTokenAt } = task;
    this.#figures.done({
      tokens: tokens.length,
      firstTokenSeconds: firstTokenAt === null ? null : (firstTokenAt - askedAt) / 1000,
      seconds: (performance.now() - askedAt) / 1000,
    });
  }
}

const noWork = { prompt: 0, reply: 0 } as const;

function requestOf({ message, conversation }: Task): HostRequest {
  const { id: _, ...request } = message as Extract<typeof message, { id: number }>;
  return { ...request, conversation } as HostRequest;
}

function noHost(): WorkbenchError {
  return new WorkbenchError(
    'unavailable',
    'No host answers the queue of model work. Start one with “workbench worker” and the same REDIS_URL.',
    { retryAfterSeconds: 5 },
  );
}

function noRedis(): WorkbenchError {
  return new WorkbenchError(
    'unavailable',
    'Redis, over which models are reached (REDIS_URL), does not answer. Try again in a few seconds.',
    { retryAfterSeconds: 3 },
  );
}
