import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { HostStatus } from '../pool-status.ts';
import { connectRedis } from './connect-redis.ts';
import {
  type HostMessage,
  type HostRequest,
  pack,
  type QueuedRequest,
  type Said,
  unpack,
} from './redis-messages.ts';
import { askerKey, cancelChannel, queueName, saidChannel } from './redis-names.ts';
import { hostsHeard } from './signs-of-life.ts';

export interface QueueLineOptions {
  readonly url: string;
  /** Of one who asks; no two are alike. */
  readonly asker: string;
  readonly onSaid: (said: Said) => void;
  readonly onTrouble: (error: Error) => void;
}

/** Seconds that ends are kept for askers who have not heard them. */
const keepSeconds = 60;
/** Milliseconds that a sign of life of one who asks counts: longer than any pause of a busy program. */
const askerLife = 20_000;

/** The asker's end of the queue. Nothing throws here but `hosts` and `find`: what fails is told, and looked after later. */
export class QueueLine {
  readonly #options: QueueLineOptions;
  readonly #redis: Redis;
  readonly #ear: Redis;
  readonly #queue: Queue<QueuedRequest, string>;
  readonly #unreadable = new Set<string>();
  #awaySince: number | null = performance.now();

  constructor(options: QueueLineOptions) {
    this.#options = options;
    const { url, asker, onSaid, onTrouble } = options;
    this.#redis = connectRedis(url, onTrouble);
    this.#redis.on('ready', () => {
      this.#awaySince = null;
    });
    this.#redis.on('close', () => {
      this.#awaySince ??= performance.now();
    });
    this.#ear = connectRedis(url, onTrouble);
    // ioredis subscribes again by itself where the connection was lost.
    this.#ear.subscribe(saidChannel(asker)).catch(onTrouble);
    this.#ear.on('message', (_, text: string) => {
      for (const said of unpack<readonly Said[]>(text)) onSaid(said);
    });
    this.#queue = new Queue(queueName, {
      connection: this.#redis,
      defaultJobOptions: {
        removeOnComplete: { age: keepSeconds },
        removeOnFail: { age: keepSeconds },
      },
    });
    this.#queue.on('error', onTrouble);
    this.sign();
  }

  /** A sign of life: hosts leave what nobody waits for any more. */
  sign(): void {
    this.#redis.set(askerKey(this.#options.asker), '', 'PX', askerLife).catch(this.#options.onTrouble);
  }

  /** Milliseconds that Redis has been away; 0 where it is there. */
  get awayMs(): number {
    return this.#awaySince === null ? 0 : performance.now() - this.#awaySince;
  }

  /** The name of a request, of its `round`-th try, in the queue. */
  jobName(id: number, round: number): string {
    return `${this.#options.asker}-${id}-${round}`;
  }

  put(job: string, request: HostRequest): void {
    const { asker, onTrouble } = this.#options;
    this.#queue.add(request.kind, { asker, request: pack(request) }, { jobId: job }).catch(onTrouble);
  }

  /** Nobody waits for it any more, whether it waits itself or is worked on. */
  cancel(job: string): void {
    this.#queue.remove(job).catch(() => {
      // It is being worked on: who does so is told.
    });
    this.#redis.publish(cancelChannel, job).catch(this.#options.onTrouble);
  }

  /** What became of a request: `waiting` also where it is worked on. */
  async find(job: string): Promise<HostMessage | 'waiting' | 'lost'> {
    const found = await this.#queue.getJob(job);
    if (!found || (await found.isFailed())) return 'lost';
    if (found.returnvalue) return unpack<HostMessage>(found.returnvalue);
    // A host that saw no sign of life of this asker has left it.
    return found.finishedOn ? 'lost' : 'waiting';
  }

  /** Those that are there, and those of which nothing is heard any more. */
  hosts(): Promise<HostStatus[]> {
    return hostsHeard(this.#redis, (id) => {
      if (this.#unreadable.has(id)) return;
      this.#unreadable.add(id);
      const message = `the worker ${id} is of another version of the program and is not counted: update it`;
      this.#options.onTrouble(new Error(message));
    });
  }

  close(): void {
    // It is ours to close the connections; where Redis is away the queue would wait for it.
    void this.#queue.close().catch(this.#options.onTrouble);
    this.#ear.disconnect();
    // Hosts leave at once what it had asked for; where Redis is away, nothing is waited for.
    const farewell = this.#redis.del(askerKey(this.#options.asker)).catch(() => {});
    const pause = new Promise((resolve) => setTimeout(resolve, 500).unref());
    void Promise.race([farewell, pause]).then(() => this.#redis.disconnect());
  }
}
