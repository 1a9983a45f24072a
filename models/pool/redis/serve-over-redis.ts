import { shippedIdentifiers } from '../../generators/shipped-identifiers.ts';
import { type PoolOptions, startPool } from '../start-pool.ts';
import { type ModelHost, startModelHost } from './model-host.ts';
import { seldom } from './seldom.ts';

export interface ServeOverRedisOptions
  extends Pick<PoolOptions, 'cacheDir' | 'devices' | 'processes' | 'threads'> {
  readonly url: string;
  readonly onTrouble: (error: Error) => void;
}

/** Has the models of this machine answer the requests of a queue: what `workbench worker` does. */
export function serveOverRedis({ url, onTrouble, ...options }: ServeOverRedisOptions): Promise<ModelHost> {
  // The queue is bounded where requests enter it; what has come here is answered.
  const pool = startPool({
    ...options,
    identifiers: shippedIdentifiers(),
    mostWaiting: Number.POSITIVE_INFINITY,
    timeLimitMs: 3_600_000,
  });
  return startModelHost({ url, pool, onTrouble: seldom(onTrouble) });
}
