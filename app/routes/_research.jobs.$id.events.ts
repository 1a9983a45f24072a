import type { LoaderFunctionArgs } from '@remix-run/node';
import { eventStream } from '#app/server/event-stream.server.ts';
import { jobChanges } from '#app/server/job-view.server.ts';
import { expected } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { findJob } from '#db/queries/jobs.ts';

/** `text/event-stream` of a job's progress, until it is over. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const { id } = expected(() => findJob(context.db, params.id ?? ''));
  return eventStream({ left: context.left, shutdown: context.shutdown, log: context.log }, (signal) =>
    jobChanges(context.db, id, signal),
  );
}
