import type { z } from 'zod';

/** What kinds of work there are, as light as can be: the handler is loaded by the worker alone. */
export interface JobDefinition<Payload> {
  readonly id: string;
  /** Raised when the payload changes; a job of another version is refused, not guessed at. */
  readonly version: number;
  readonly payload: z.ZodType<Payload>;
}

export function defineJob<Payload>(definition: JobDefinition<Payload>): JobDefinition<Payload> {
  return definition;
}
