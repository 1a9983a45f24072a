import { shippedIdentifiers } from '../../generators/shipped-identifiers.ts';
import { type PoolOptions, startPool } from '../start-pool.ts';
import { type ModelHost, startModelHost } from './model-host.ts';
import { seldom } from './seldom.ts';

export interface ServeOverRedisOptions
  extends Pick<PoolOptions, 'cacheDir' | 'devices' | 'processes' | 'threads'> {
  readonly url: string;
  readonly onTrouble: (error: Error) => void;
  /** Told, in a sentence, of files that a request needs and this machine does not have. */
  readonly onMissing: (sentence: string) => void;
}

/** Has the models of this machine answer the requests of a queue: what `workbench worker` does. */
export function serveOverRedis({
  url,
  onTrouble,
  onMissing,
  ...options
}: ServeOverRedisOptions): Promise<ModelHost> {
  // The queue is bounded where requests enter it; what has come here is answered.
  const pool = startPool({
    ...options,
    identifiers: shippedIdentifiers(),
    mostWaiting: Number.POSITIVE_INFINITY,
    timeLimitMs: 3_600_000,
  });
  const tellSeldom = seldom(({ message }) => onMissing(message));
  return startModelHost({
    url,
    pool,
    onTrouble: seldom(onTrouble),
    onMissing: (sentence) => tellSeldom(new Error(sentence)),
  });
}
