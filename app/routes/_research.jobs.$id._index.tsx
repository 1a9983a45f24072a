import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { ImportDone, JobFailed } from '#app/components/import/job-outcome.tsx';
import { JobProgress } from '#app/components/import/job-progress.tsx';
import { JobStatusBadge } from '#app/components/import/job-status.tsx';
import { LocalTime } from '#app/components/import/local-time.tsx';
import { useLiveJob } from '#app/components/import/use-live-job.ts';
import { LinkButton } from '#app/components/ui/button.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import { Card, PageHeader } from '#app/components/ui/surface.tsx';
import { importSummary, isOver, jobFailure, liveJob } from '#app/server/job-view.server.ts';
import { attempted, expected } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { cancelJob, findJob } from '#db/queries/jobs.ts';
import { findImportOfJob } from '#db/queries/recent-imports.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const job = expected(() => findJob(context.db, params.id ?? ''));
  const subject = findImportOfJob(context.db, job.id);
  return {
    job: liveJob(job),
    type: job.type,
    createdAt: job.createdAt,
    subject: subject && { fileName: subject.fileName, target: subject.target },
    isOver: isOver(job),
    summary: job.status === 'done' ? importSummary(job.result) : undefined,
    failure: job.status === 'failed' ? jobFailure(job.error) : undefined,
  };
}

/** Cancels; one that is over by now stays as it is. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  await requireResearcher({ request, context });
  const job = expected(() => findJob(context.db, params.id ?? ''));
  attempted(() => cancelJob(context.db, { id: job.id, now: new Date().toISOString() }));
  return redirect(`/jobs/${job.id}`);
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.subject ? `Import of ${data.subject.fileName}` : 'Job'} · Workbench` },
];

export default function JobPage() {
  const { job: loaded, type, createdAt, subject, isOver, summary, failure } = useLoaderData<typeof loader>();
  const job = useLiveJob(loaded, isOver);
  return (
    <div className="max-w-3xl">
      <PageHeader
        title={<span className="[overflow-wrap:anywhere]">{subject?.fileName ?? type}</span>}
        lead={
          <span className="flex flex-wrap items-center gap-3 text-sm">
            <JobStatusBadge status={job.status} />
            {subject ? <span className="[overflow-wrap:anywhere]">into {subject.target}</span> : null}
            <LocalTime at={createdAt} />
          </span>
        }
      />
      <Card>
        {isOver ? null : <JobProgress job={job} />}
        {summary ? <ImportDone summary={summary} /> : null}
        {job.status === 'done' && isOver && !summary ? <Notice tone="good" title="Done." /> : null}
        {failure ? <JobFailed failure={failure} isImport={subject !== undefined} /> : null}
        {job.status === 'cancelled' && isOver ? (
          <div className="flex flex-col items-start gap-4">
            <Notice tone="warning" title="Cancelled.">
              {subject ? 'Nothing was imported.' : null}
            </Notice>
            {subject ? <LinkButton to="/import">Back to Import</LinkButton> : null}
          </div>
        ) : null}
      </Card>
      <p className="mt-4 text-sm">
        <Link to="/jobs" className="text-accent underline-offset-4 hover:underline">
          All jobs
        </Link>
      </p>
    </div>
  );
}
