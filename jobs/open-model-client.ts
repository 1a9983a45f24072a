import { join } from 'node:path';
import type { Db } from '#db/client.ts';
import {
  connectModelClient,
  type ModelClient,
  parseDevices,
  parseProcesses,
  parseRedisUrl,
} from '#models/client.ts';
import { remotePorts } from './remote-ports.ts';

/** The requests of a run wait for each other, and a large model on a processor takes its time. */
const timeLimitMs = 3_600_000;

/**
 * The models for a run: on the hosts behind `REDIS_URL`, or here on the devices of `WORKBENCH_DEVICES`, their compiled
 * forms kept in the data folder. Close it. Systems on other servers are asked where `db`, which counts their cost, is given.
 * @throws WorkbenchError `bad-input` for a device or a number of processes that has no meaning
 */
export async function openModelClient(
  dataDir: string,
  variables: Readonly<Record<string, string | undefined>>,
  db?: Db,
): Promise<ModelClient> {
  return connectModelClient({
    redisUrl: parseRedisUrl(variables.REDIS_URL),
    onTrouble: ({ message }) => process.stderr.write(`Redis: ${message || 'no connection'}. Trying again…\n`),
    cacheDir: join(dataDir, 'compiled'),
    devices: parseDevices(variables.WORKBENCH_DEVICES),
    processes: parseProcesses(variables.WORKBENCH_PROCESSES),
    // Nobody waits for a single reply: a process for each core gives more of them than threads that wait for each other.
    threads: 1,
    mostWaiting: Number.POSITIVE_INFINITY,
    timeLimitMs,
    ...(db && { remote: remotePorts(db, variables) }),
  });
}
