import type { GeneratedResponse, RespondRequest } from '../generators/generator.ts';
import type { ModelDefinition } from '../generators/system-definition.ts';
import type { Measured, MeasurementKind, MeasurementOf } from '../measuring/measurement.ts';
import type { PoolStatus } from './pool-status.ts';

/**
 * Where models run. Everything that goes in and comes out is plain data but for `signal` and `onToken`, and a reply
 * depends on its request alone: so a pool may as well hand requests to other hosts, and hand them on when one is gone.
 */
export interface Pool {
  /** Requests that are worked on at once before others wait: what a long run should keep asked. */
  readonly capacity: number;
  /**
   * Answers a request. Its process dying under it, it is begun again in another, and no token is told twice.
   * @throws WorkbenchError of the system; `interrupted` where aborted or the pool is closed; `busy` with
   *   `retryAfterSeconds` where too many wait; `unavailable` where it takes too long, or its processes died
   */
  respond(system: ModelDefinition, request: RespondRequest): Promise<GeneratedResponse>;
  /**
   * A reply that a control gave to the request, with its levels; as it is where nobody can tell or wants them. Throws as
   * `respond`.
   */
  rate(system: string, response: GeneratedResponse, request: RespondRequest): Promise<GeneratedResponse>;
  /**
   * What a model finds in texts that are there. Measurements of a process wait for each other, and are best asked for
   * some dozen texts each. Throws as `respond`.
   */
  measure<Kind extends MeasurementKind>(
    measurement: MeasurementOf<Kind>,
    signal?: AbortSignal,
  ): Promise<Measured[Kind]>;
  /**
   * Loads a system's model in the processes that run, one after the other so that the rest go on answering, or in one
   * where none does. Throws as `respond`, but is never refused.
   */
  warm(system: ModelDefinition): Promise<void>;
  status(): PoolStatus;
  /** Each process: its id (undefined while there is none) and how many requests it works on. */
  processes(): readonly { readonly processId: number | undefined; readonly load: number }[];
  /** Fails what is under way and ends the processes. */
  close(): Promise<void>;
}
