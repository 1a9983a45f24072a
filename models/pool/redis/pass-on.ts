import { DelayedError, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { missingFiles, missingSentence } from './missing-files.ts';
import type { HostMessage, HostRequest, QueuedRequest } from './redis-messages.ts';
import { hostsHeard } from './signs-of-life.ts';

/** Milliseconds until the request may be taken again, perhaps by the same host, which then passes it on once more. */
const pause = 100;

export interface ThisHost {
  readonly redis: Redis;
  readonly id: string;
  /** Of its machine. */
  readonly name: string;
  /** Whether this machine has a file or folder. */
  readonly exists: (path: string) => boolean;
  /** Told, in a sentence, of files that a request needs and this machine does not have. */
  readonly onMissing: (sentence: string) => void;
}

/**
 * Gives a request whose files this host does not have back to the queue, by throwing what the queue wants, for a host
 * that may have them. Where every host that is there has passed it on, what it fails with; undefined where all is here,
 * and where nobody waits for it any more.
 * @param token the queue's, which shows that the request is this host's
 */
export async function passOn(
  host: ThisHost,
  {
    job,
    request,
    token,
    signal,
  }: {
    readonly job: Job<QueuedRequest>;
    readonly request: HostRequest;
    readonly token: string | undefined;
    readonly signal: AbortSignal;
  },
): Promise<HostMessage | undefined> {
  const missing = missingFiles(request, host.exists);
  if (!missing) return undefined;
  host.onMissing(missingSentence(missing, [host.name]));
  const unable = { ...job.data.unable, [host.id]: host.name };
  const others = (await hostsHeard(host.redis, () => {})).filter(
    ({ id, isThere }) => isThere && !(id in unable),
  );
  if (others.length === 0) {
    const message = missingSentence(missing, Object.values(unable));
    return { kind: 'failed', error: { code: 'unavailable', message } };
  }
  await job.updateData({ ...job.data, unable });
  // Once it has left this host, a cancelling would find it nowhere.
  if (signal.aborted) return undefined;
  await job.moveToDelayed(Date.now() + pause, token);
  throw new DelayedError();
}
