import { DelayedError, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { HostStatus } from '../pool-status.ts';
import { missingFiles, missingSentence } from './missing-files.ts';
import type { HostMessage, HostRequest, QueuedRequest } from './redis-messages.ts';
import { hostsHeard } from './signs-of-life.ts';

/** Milliseconds until the request may be taken again, perhaps by the same host, which then passes it on once more. */
const pause = 100;
/** Milliseconds that a look at all hosts is believed: whoever is idle gets the same requests with every pause. */
const lookLife = 1_000;

export interface ThisHost {
  readonly redis: Redis;
  readonly id: string;
  /** Of its machine. */
  readonly name: string;
  /** Whether this machine has a file or folder. */
  readonly exists: (path: string) => boolean;
  /** Told, in a sentence, of files that a request needs and this machine does not have. */
  readonly onMissing: (sentence: string) => void;
  /** Its last look at all hosts. */
  looked: { readonly at: number; readonly hosts: readonly HostStatus[] };
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
  if (!(await mayAnother(host, unable))) {
    const message = missingSentence(missing, Object.values(unable));
    return { kind: 'failed', error: { code: 'unavailable', message } };
  }
  if (!(host.id in (job.data.unable ?? {}))) await job.updateData({ ...job.data, unable });
  // Once it has left this host, a cancelling would find it nowhere.
  if (signal.aborted) return undefined;
  await job.moveToDelayed(Date.now() + pause, token);
  throw new DelayedError();
}

/** Whether a host is there that is not known to lack the files. That none is, is said only after another look. */
async function mayAnother(host: ThisHost, unable: Readonly<Record<string, string>>): Promise<boolean> {
  const may = ({ id, isThere }: HostStatus) => isThere && !(id in unable);
  const now = performance.now();
  if (now - host.looked.at < lookLife && host.looked.hosts.some(may)) return true;
  host.looked = { at: now, hosts: await hostsHeard(host.redis, () => {}) };
  return host.looked.hosts.some(may);
}
