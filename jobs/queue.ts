import { z } from 'zod';
import type { Db } from '#db/client.ts';
import { insertJob } from '#db/queries/jobs.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { JobDefinition } from './definitions/define-job.ts';

/** How a payload lies in its row. */
const envelopeSchema = z.object({ version: z.int(), input: z.unknown() });

/**
 * Puts work into the queue, which is a table: a worker takes it from there. Returns the job's id.
 * `listJobs`, `findJob` and `cancelJob` are in db/queries/jobs.ts.
 */
export function enqueueJob<Payload>(
  db: Db,
  definition: JobDefinition<Payload>,
  { payload, now }: { readonly payload: Payload; readonly now: string },
): string {
  const input = definition.payload.parse(payload);
  return insertJob(db, { type: definition.id, payload: { version: definition.version, input }, now });
}

/** A stored payload, checked against its definition. */
export function openPayload<Payload>(definition: JobDefinition<Payload>, stored: unknown): Payload {
  const envelope = envelopeSchema.parse(stored);
  if (envelope.version !== definition.version)
    throw new WorkbenchError(
      'conflict',
      'This job was queued by another version of the program. Start it again.',
    );
  return definition.payload.parse(envelope.input);
}
