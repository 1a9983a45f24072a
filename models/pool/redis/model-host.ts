import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { type Job, Worker } from 'bullmq';
import { randomToken } from '#lib/ids.ts';
import type { Pool } from '../pool.ts';
import { answerRequest } from './answer-request.ts';
import { connectRedis } from './connect-redis.ts';
import { HostVoice } from './host-voice.ts';
import { passOn, type ThisHost } from './pass-on.ts';
import { type HostMessage, type HostRequest, pack, type QueuedRequest, unpack } from './redis-messages.ts';
import { askerKey, cancelChannel, queueName, saidChannel } from './redis-names.ts';
import { giveSign, signPause, takeLeave } from './signs-of-life.ts';

export interface ModelHostOptions {
  readonly url: string;
  /** Where the models of this host run. */
  readonly pool: Pool;
  /** Told of what goes wrong with Redis; it is tried again each time. */
  readonly onTrouble: (error: Error) => void;
  readonly onMissing: ThisHost['onMissing'];
  /** The file system's answer where it is left out. */
  readonly exists?: ThisHost['exists'];
  /** The machine's own where it is left out. */
  readonly name?: string;
}

export interface ModelHost {
  /** Ends when what is under way has been answered, or after `patienceMs`. */
  close(patienceMs: number): Promise<void>;
}

/**
 * A host that answers requests of the queue. What needs files that it does not have goes to another host, or fails where
 * none has them. Where it disappears, Redis gives what it was at to another one after
 * `lockDuration` and a turn of the stalled check, together under five seconds.
 */
export async function startModelHost({
  url,
  pool,
  onTrouble,
  onMissing,
  exists = existsSync,
  name = hostname(),
}: ModelHostOptions): Promise<ModelHost> {
  const redis = connectRedis(url, onTrouble);
  // In containers machines may have one name and every process the same number.
  const id = `${name}-${process.pid}-${randomToken(4)}`;
  const looked = { at: Number.NEGATIVE_INFINITY, hosts: [] };
  const host: ThisHost = { redis, id, name, exists, onMissing, looked };
  const ear = connectRedis(url, onTrouble);
  const line = connectRedis(url, onTrouble);
  const underWay = new Map<string, AbortController>();
  const voice = new HostVoice(
    (asker, said) => void redis.publish(saidChannel(asker), pack(said)).catch(onTrouble),
  );
  const work = async (job: Job<QueuedRequest>, token?: string): Promise<string> => {
    const id = String(job.id);
    const controller = new AbortController();
    const { signal } = controller;
    underWay.set(id, controller);
    let tokens = 0;
    const say = (message: HostMessage) => {
      const before = message.kind === 'token' ? tokens++ : tokens;
      voice.say(job.data.asker, { job: id, attempt: job.attemptsStarted, before, message });
    };
    try {
      // Nobody is there any more to hear of it.
      if (!(await redis.exists(askerKey(job.data.asker)))) return '';
      const request = unpack<HostRequest>(job.data.request);
      const lacking = await passOn(host, { job, request, token, signal });
      if (signal.aborted) return '';
      const end = lacking ?? (await answerRequest(pool, request, { say, signal }));
      say(end);
      // The one who asked looks here where what was said has not come through.
      return pack(end);
    } finally {
      underWay.delete(id);
    }
  };
  await ear.subscribe(cancelChannel);
  ear.on('message', (_, id: string) => underWay.get(id)?.abort());
  const worker = new Worker<QueuedRequest, string>(queueName, work, {
    connection: line,
    concurrency: pool.capacity,
    lockDuration: 2_500,
    lockRenewTime: 800,
    stalledInterval: 1_000,
    maxStalledCount: 10,
  });
  worker.on('error', onTrouble);
  const startedAt = performance.now();
  let signed = Promise.resolve();
  const sign = () => {
    const upMs = Math.round(performance.now() - startedAt);
    const status = pool.status();
    const given = giveSign(redis, host.id, { name, processId: process.pid, upMs, status }).catch(onTrouble);
    signed = signed.then(() => given);
  };
  sign();
  const timer = setInterval(sign, signPause);
  return {
    close: async (patienceMs) => {
      clearInterval(timer);
      // Where Redis is away, nothing of this ends by itself.
      // A sign that is under way would bring back the host that took its leave.
      const left = signed.then(() => takeLeave(redis, host.id));
      const farewell = Promise.all([left, worker.close()]).catch(onTrouble);
      await Promise.race([farewell, new Promise((resolve) => setTimeout(resolve, patienceMs).unref())]);
      await pool.close();
      void worker.close(true).catch(onTrouble);
      for (const connection of [redis, ear, line]) connection.disconnect();
    },
  };
}
