import { WorkbenchError } from '#lib/errors.ts';
import type { ModelClient } from '#models/client.ts';

/** Milliseconds after a refusal in which the queue is looked at before anything else is begun. */
const wary = 10_000;
/** Milliseconds for which a look at the queue holds: it reckons latencies too, which costs under load. */
const lookHolds = 500;

interface Crowd {
  refusedAt: number;
  lookedAt: number;
  /** Seconds after which it is worth asking again; null where the queue has room. */
  wait: number | null;
}

const crowds = new WeakMap<ModelClient, Crowd>();

/** Somebody was refused, since the models' queue was full. */
export function noteFullQueue(models: ModelClient): void {
  crowds.set(models, { lookedAt: Number.NEGATIVE_INFINITY, wait: null, refusedAt: performance.now() });
}

/**
 * Refuses before anything is kept, so that a crowd costs no writes. Only where somebody was refused just now: as long as
 * all are answered nothing is looked at.
 * @throws WorkbenchError `busy` with `retryAfterSeconds`
 */
export function refuseWhereFull(models: ModelClient): void {
  const crowd = crowds.get(models);
  const now = performance.now();
  if (!crowd || now - crowd.refusedAt > wary) return;
  if (now - crowd.lookedAt > lookHolds) {
    crowd.lookedAt = now;
    crowd.wait = waitFor(models);
  }
  if (crowd.wait === null) return;
  crowd.refusedAt = now;
  throw new WorkbenchError(
    'busy',
    'More people are talking than can be answered just now. Your message is not lost: try again in a moment.',
    { retryAfterSeconds: crowd.wait },
  );
}

function waitFor(models: ModelClient): number | null {
  const { requests, mostRequests, expectedSeconds } = models.status().queue;
  if (mostRequests === null || requests < mostRequests) return null;
  return Math.min(60, Math.max(2, Math.ceil(expectedSeconds ?? 5)));
}
