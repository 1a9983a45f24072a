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
import { trainingAddress } from '#app/components/learning/training-words.ts';
import { runInWords } from '#app/components/runs/run-in-words.ts';
import { RunDone, RunStopped } from '#app/components/runs/run-outcome.tsx';
import { RunSettingsLine } from '#app/components/runs/run-settings-line.tsx';
import { scoringInWords, scoringPath, scoringTitle } from '#app/components/scores/scoring-in-words.ts';
import { LinkButton } from '#app/components/ui/button.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import { Card, PageHeader } from '#app/components/ui/surface.tsx';
import { importSummary, isOver, jobFailure, liveJob } from '#app/server/job-view.server.ts';
import { attempted, expected } from '#app/server/respond.server.ts';
import { enqueueRun } from '#app/server/run-request.server.ts';
import { runSummary } from '#app/server/run-summary.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { findGenerationOfJob } from '#db/queries/generation-jobs.ts';
import { cancelJob, findJob } from '#db/queries/jobs.ts';
import { findImportOfJob } from '#db/queries/recent-imports.ts';
import { findScoringOfJob } from '#db/queries/recent-scorings.ts';
import { findTrainingOfJob } from '#db/queries/trainings.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const job = expected(() => findJob(context.db, params.id ?? ''));
  // A training has a page of its own, with its progress and what it made.
  const training = findTrainingOfJob(context.db, job.id);
  if (training) throw redirect(trainingAddress(training));
  const subject = findImportOfJob(context.db, job.id);
  const run = findGenerationOfJob(context.db, job.id);
  const scores = findScoringOfJob(context.db, job.id);
  return {
    job: liveJob(job),
    type: job.type,
    createdAt: job.createdAt,
    subject: subject && { fileName: subject.fileName, target: subject.target },
    run: run && { request: run, summary: job.status === 'done' ? runSummary(job.result) : undefined },
    scores,
    isOver: isOver(job),
    summary: job.status === 'done' ? importSummary(job.result) : undefined,
    failure: job.status === 'failed' ? jobFailure(job.error) : undefined,
  };
}

/** Cancels; one that is over by now stays as it is. A run that stopped is queued again, to go on where it was. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  await requireResearcher({ request, context });
  const job = expected(() => findJob(context.db, params.id ?? ''));
  const run = findGenerationOfJob(context.db, job.id);
  if (run && (await request.formData()).get('intent') === 'again') {
    const again = expected(() => enqueueRun(context.db, run, new Date().toISOString()));
    return redirect(`/jobs/${again}`);
  }
  attempted(() => cancelJob(context.db, { id: job.id, now: new Date().toISOString() }));
  return redirect(`/jobs/${job.id}`);
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${titleOf(data)} · Workbench` }];

type JobData = Awaited<ReturnType<typeof loader>>;

function titleOf(data: JobData | undefined): string {
  if (data?.subject) return `Import of ${data.subject.fileName}`;
  if (data?.run) return `${data.run.request.system} on ${data.run.request.dataset}`;
  if (data?.scores) return scoringTitle(data.scores);
  return 'Job';
}

export default function JobPage() {
  const loadedPage = useLoaderData<typeof loader>();
  const { job: loaded, type, createdAt, subject, run, scores, isOver, summary, failure } = loadedPage;
  const job = useLiveJob(loaded, isOver);
  return (
    <div className="max-w-3xl">
      <PageHeader
        title={
          <span className="[overflow-wrap:anywhere]">
            {subject?.fileName ?? (run || scores ? titleOf(loadedPage) : type)}
          </span>
        }
        lead={
          <span className="flex flex-wrap items-center gap-3 text-sm">
            <JobStatusBadge status={job.status} />
            {subject ? <span className="[overflow-wrap:anywhere]">into {subject.target}</span> : null}
            {run ? <span>{runInWords(run.request)}</span> : null}
            {scores ? <span>{scoringInWords(scores)}</span> : null}
            <LocalTime at={createdAt} />
          </span>
        }
      />
      <Card>
        {run ? <RunSettingsLine settings={run.request.settings} /> : null}
        {isOver ? null : <JobProgress job={job} />}
        {run && isOver ? <RunEnd run={run} job={job} failure={failure?.message ?? null} /> : null}
        {summary ? <ImportDone summary={summary} /> : null}
        {job.status === 'done' && isOver && !summary && !run ? <Notice tone="good" title="Done." /> : null}
        {scores && isOver ? (
          <p className={job.status === 'done' ? 'mt-4' : 'mb-4'}>
            <LinkButton to={scoringPath(scores)}>To the scores</LinkButton>
          </p>
        ) : null}
        {failure && !run ? <JobFailed failure={failure} isImport={subject !== undefined} /> : null}
        {job.status === 'cancelled' && isOver && !run ? (
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

interface RunEndProps {
  readonly run: NonNullable<JobData['run']>;
  readonly job: JobData['job'];
  readonly failure: string | null;
}

function RunEnd({ run: { request, summary }, job, failure }: RunEndProps) {
  if (summary) return <RunDone summary={summary} />;
  if (job.status === 'done') return <Notice tone="good" title="Done." />;
  return (
    <RunStopped
      request={request}
      progress={job.progress}
      failure={job.status === 'failed' ? failure : null}
    />
  );
}
