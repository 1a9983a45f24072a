import { userMessage } from '#lib/errors.ts';
import type { GeneratedResponse, RespondRequest } from './generators/generator.ts';
import { humanGenerator } from './generators/human.ts';
import { remoteSystems } from './generators/openai.ts';
import { randomGenerator } from './generators/random.ts';
import { shippedIdentifiers } from './generators/shipped-identifiers.ts';
import { isModelDefinition, type SystemDefinition } from './generators/system-definition.ts';
import type { Pool } from './pool/pool.ts';
import type { PoolStatus } from './pool/pool-status.ts';
import type { ModelHost } from './pool/redis/model-host.ts';
import type { ServeOverRedisOptions } from './pool/redis/serve-over-redis.ts';
import { type PoolOptions, startPool } from './pool/start-pool.ts';
import type { RemotePorts } from './remote/remote-ports.ts';

export { contextTexts } from './generators/check-context.ts';
export { checkSystem, decodingOf } from './generators/check-system.ts';
export { checkpointFolder, checkpointHash, checkpointStamp } from './generators/checkpoint-folder.ts';
export { definitionHashes } from './generators/definition-files.ts';
export type {
  GeneratedResponse,
  OtherReply,
  ReplyDetails,
  RespondRequest,
  Utterance,
} from './generators/generator.ts';
export { type ModelFacts, type ModelSizes, modelFacts, modelSizes } from './generators/model-facts.ts';
export type { DecodingOptions } from './generators/reply-settings.ts';
export { knownSystems, shippedSystems as systems } from './generators/shipped-systems.ts';
export {
  isDecodingDefinition,
  isModelDefinition,
  parseSystemDefinition,
  type SystemDefinition,
} from './generators/system-definition.ts';
export { tokenCount } from './generators/token-count.ts';
export { withSettings } from './generators/with-settings.ts';
export { usualLayer } from './measuring/encoder-config.ts';
export { likelihoodForm, noExemplars } from './measuring/likelihood-form.ts';
export type {
  LikelihoodForm,
  MatchedPieces,
  Measured,
  Measurement,
  MeasurementKind,
  MeasurementOf,
} from './measuring/measurement.ts';
export { type MeasuringCheckpoint, measuringCheckpoint } from './measuring/measuring-checkpoint.ts';
export type { Pool } from './pool/pool.ts';
export { parseProcesses } from './pool/pool-size.ts';
export type {
  HostStatus,
  Latency,
  PoolCounts,
  PoolStatus,
  ProcessStatus,
  QueueStatus,
} from './pool/pool-status.ts';
export { parseRedisUrl } from './pool/redis/redis-url.ts';
export type { RemoteAccounts, RemotePorts, Reservation, Settlement } from './remote/remote-ports.ts';
export { parseDevices } from './runtime/device-names.ts';
export { likeliestLevels } from './training/identifiers/mechanisms.ts';
export { shippedNames as shippedCheckpoints } from './weights/open-shipped.ts';

// The one door to the models for the web, the jobs and the command line. Nothing that is reached from here loads
// onnxruntime: models run in the processes of a pool, or not at all.

/** What several systems say while they answer the same context; `system` is a name. */
export type ReplyEvent = { readonly system: string } & (
  | { readonly kind: 'token'; readonly text: string }
  | { readonly kind: 'done'; readonly response: GeneratedResponse }
  /** `message` is for the person; `error` is what was thrown, for the log. */
  | { readonly kind: 'failed'; readonly message: string; readonly error: unknown }
);

export type RespondAllRequest = Omit<RespondRequest, 'onToken'>;

export interface ModelClient {
  /** How many requests a long run should keep asked, so that every batch is full. */
  readonly capacity: number;
  /** Whose levels replies come with: a folder of identifiers, or the name of one that ships; null for nobody's. */
  readonly identifiers: string | null;
  /** One system's reply; errors as `Pool.respond` has them. */
  respond(system: SystemDefinition, request: RespondRequest): Promise<GeneratedResponse>;
  /**
   * The replies of several systems to one context, as they come. It ends when all have answered or failed; leaving it
   * before stops those that have not. Names of systems must differ.
   */
  respondAll(systems: readonly SystemDefinition[], request: RespondAllRequest): AsyncGenerator<ReplyEvent>;
  /** What a model finds in texts that are there already: see `Pool.measure`. */
  readonly measure: Pool['measure'];
  /** Loads a system's model ahead of its first request; nothing to be done for a control. */
  warm(system: SystemDefinition): Promise<void>;
  /** What the pool is doing: for the page that shows it, and for metrics. */
  status(): PoolStatus;
  /** Which processes run, and how many requests each works on. */
  processes(): readonly { readonly processId: number | undefined; readonly load: number }[];
  close(): Promise<void>;
}

export interface ClientOptions extends PoolOptions {
  /** What systems on other servers need: keys, and where their cost is kept. */
  readonly remote?: RemotePorts | undefined;
}

/**
 * Starts no process yet: that is done when a system is first asked. Close it when it is no longer needed. Replies come
 * with the levels of the identifiers that judge, where these have come with the program and none are named.
 */
export function createModelClient({ remote, ...options }: ClientOptions): ModelClient {
  const { identifiers = shippedIdentifiers() } = options;
  return clientOf(startPool({ ...options, identifiers }), identifiers, withLimits(remote, options));
}

export interface ConnectOptions extends ClientOptions {
  /** Where models run on other hosts that answer a queue in this Redis; here where it is left out. */
  readonly redisUrl?: string | undefined;
  /** Told of what goes wrong with Redis; it is tried again each time. */
  readonly onTrouble: (error: Error) => void;
}

/**
 * As `createModelClient`, or a client of the hosts behind a Redis. These judge replies by the identifiers that ship:
 * where others are named, models run here.
 */
export async function connectModelClient({
  redisUrl,
  onTrouble,
  ...options
}: ConnectOptions): Promise<ModelClient> {
  const { identifiers = shippedIdentifiers(), timeLimitMs, mostWaiting } = options;
  const areShipped = identifiers === null || identifiers === shippedIdentifiers();
  if (redisUrl === undefined || !areShipped) return createModelClient(options);
  const { startRedisPool } = await import('./pool/redis/redis-pool.ts');
  const pool = startRedisPool({
    url: redisUrl,
    levels: identifiers !== null,
    onTrouble,
    ...(timeLimitMs !== undefined && { timeLimitMs }),
    ...(mostWaiting !== undefined && { mostOutstanding: mostWaiting }),
  });
  return clientOf(pool, identifiers, withLimits(options.remote, options));
}

/** Remote systems have the pool's limits, of requests that wait and of their time. */
function withLimits(
  remote: RemotePorts | undefined,
  { mostWaiting, timeLimitMs }: Pick<ClientOptions, 'mostWaiting' | 'timeLimitMs'>,
): RemotePorts {
  return { mostWaiting, timeLimitMs, ...remote };
}

/** See `serveOverRedis` in models/pool/redis; nothing of Redis is loaded where it is not called. */
export async function serveOverRedis(options: ServeOverRedisOptions): Promise<ModelHost> {
  return (await import('./pool/redis/serve-over-redis.ts')).serveOverRedis(options);
}

/** A client of a pool that is there already, whose replies come with the levels of `identifiers`. */
export function clientOf(pool: Pool, identifiers: string | null, remote: RemotePorts = {}): ModelClient {
  const far = remoteSystems(remote);
  const respond: ModelClient['respond'] = async (system, request) => {
    if (isModelDefinition(system)) return pool.respond(system, request);
    // It runs in this process: it only waits.
    if (system.generator === 'openai')
      return pool.rate(system.name, await far.respond(system, request), request);
    const control = system.generator === 'human' ? humanGenerator : randomGenerator;
    return pool.rate(system.name, await control(system.name).respond(request), request);
  };
  return {
    get capacity() {
      return pool.capacity;
    },
    identifiers,
    respond,
    respondAll: (systems, request) => respondAll(respond, systems, request),
    measure: pool.measure,
    warm: async (system) => {
      if (isModelDefinition(system)) await pool.warm(system);
    },
    status: pool.status,
    processes: pool.processes,
    close: pool.close,
  };
}

async function* respondAll(
  respond: ModelClient['respond'],
  systems: readonly SystemDefinition[],
  request: RespondAllRequest,
): AsyncGenerator<ReplyEvent> {
  const left = new AbortController();
  const signal = request.signal ? AbortSignal.any([request.signal, left.signal]) : left.signal;
  const events: ReplyEvent[] = [];
  let wake = () => {};
  let open = systems.length;
  const tell = (event: ReplyEvent) => {
    events.push(event);
    wake();
  };
  for (const system of systems) {
    const { name } = system;
    const onToken = ({ text }: { readonly text: string }) => tell({ system: name, kind: 'token', text });
    void respond(system, { ...request, signal, onToken })
      .then(
        (response) => tell({ system: name, kind: 'done', response }),
        (error: unknown) => tell({ system: name, kind: 'failed', message: userMessage(error), error }),
      )
      .finally(() => {
        open--;
        wake();
      });
  }
  try {
    while (open > 0 || events.length > 0) {
      const next = events.shift();
      if (next) yield next;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    left.abort();
  }
}
