import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { counted } from '#app/components/dataset/format-count.ts';
import { LocalTime } from '#app/components/import/local-time.tsx';
import { DecideCard } from '#app/components/learning/decide-card.tsx';
import { FiguresTable } from '#app/components/learning/figures-table.tsx';
import { ReplyPairs } from '#app/components/learning/reply-pairs.tsx';
import { RunningTraining } from '#app/components/learning/running-training.tsx';
import {
  aboutSoLong,
  learningAddress,
  trainingAddress,
  trainingStates,
  trainingTitles,
} from '#app/components/learning/training-words.ts';
import { Section } from '#app/components/study/section.tsx';
import { Refusal } from '#app/components/ui/refusal.tsx';
import { Badge, Notice } from '#app/components/ui/status.tsx';
import { PageHeader } from '#app/components/ui/surface.tsx';
import type { TrainingComparison } from '#app/server/learning/training-figures.server.ts';
import {
  changeTraining,
  parseTrainingForm,
  readTrainingPage,
  type TrainingPage,
} from '#app/server/learning/training-page.server.ts';
import { attempted, attemptedLater, expected } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { cancelJob } from '#db/queries/jobs.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const { name: system = '', training: id = '' } = params;
  const now = new Date().toISOString();
  return expected(() => readTrainingPage(context.db, { system, id, now }));
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const user = await requireResearcher({ request, context });
  const { db, models, environment } = context;
  const { name: system = '', training: id = '' } = params;
  const now = new Date().toISOString();
  const { job } = expected(() => readTrainingPage(db, { system, id, now }));
  const here = trainingAddress({ system, id });
  const asked = parseTrainingForm(await request.formData());
  if (!asked) {
    // The button beside the progress.
    if (job) attempted(() => cancelJob(db, { id: job.id, now }));
    return redirect(here);
  }
  const acting = { id, by: user.id, dataDir: environment.dataDir, now, models };
  const done = await attemptedLater(changeTraining(db, asked, acting));
  if (!done.ok) return data({ error: done.error.message }, { status: done.error.status });
  if (!done.value) return redirect(here);
  return redirect(`/live?${new URLSearchParams(done.value.map((each) => ['system', each]))}`);
}

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [
  {
    title: `${page ? `${page.training.system}: ${trainingTitles[page.training.kind].toLowerCase()}` : 'Training'} · Workbench`,
  },
];

export default function TrainingRoute() {
  const { training, dataset, comparison, seconds, concerns, undone, job, problem } =
    useLoaderData<typeof loader>();
  const failed = useActionData<typeof action>();
  const { system, kind, status, createdAt, feedback } = training;
  return (
    <div className="max-w-5xl">
      <p className="mb-2 text-sm">
        <Link to={learningAddress(system)} className="text-accent underline underline-offset-4">
          {system}: learning from people
        </Link>
      </p>
      <PageHeader
        title={trainingTitles[kind]}
        lead={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
            <Badge tone={trainingStates[status].tone}>{trainingStates[status].label}</Badge>
            <LocalTime at={createdAt} />
            <span>{counted(feedback, 'report or edit', 'reports and edits')}</span>
            {dataset ? <span>beside the dialogues of {dataset}</span> : null}
          </span>
        }
      />
      <div className="flex flex-col gap-6">
        <Refusal of={failed} />
        {problem ? (
          <Notice tone="warning" title="It stopped.">
            <p className="[overflow-wrap:anywhere]">{problem}</p>
          </Notice>
        ) : null}
        {job ? <RunningTraining job={job} /> : null}
        {comparison ? (
          <Compared comparison={comparison} seconds={seconds} undone={undone} system={system} />
        ) : null}
        {comparison ? <DecideCard training={training} concerns={concerns} /> : null}
        {comparison ? <Replies comparison={comparison} /> : null}
      </div>
    </div>
  );
}

function Compared({
  comparison: { figures, ended },
  seconds,
  undone,
  system,
}: Pick<TrainingPage, 'undone' | 'seconds'> & {
  readonly comparison: TrainingComparison;
  readonly system: string;
}) {
  return (
    <Section
      title="Old and new"
      lead={`${seconds === null ? '' : `It took ${aboutSoLong(seconds)}. `}${ended === 'perplexity' ? 'It ended where dialogues would have suffered more than the guard allows: the weights kept are the best before that.' : ''}`}
    >
      {undone ? (
        <p className="mb-4 max-w-prose text-sm text-ink-soft">
          Old is the checkpoint that the training began from. {system} answers with another one now, version{' '}
          {undone.version}
          {undone.trainingId ? (
            <>
              , from{' '}
              <Link
                to={trainingAddress({ system, id: undone.trainingId })}
                className="text-accent underline underline-offset-4"
              >
                another training
              </Link>
            </>
          ) : null}
          . “Compare both live” sets the new one beside that.
        </p>
      ) : null}
      <FiguresTable figures={figures} />
    </Section>
  );
}

function Replies({ comparison: { probes, judged } }: { readonly comparison: TrainingComparison }) {
  return (
    <>
      {judged.length > 0 ? (
        <Section
          title="Where people said something"
          lead="What both answer in the dialogues that were reported or corrected, by greedy decoding. These were learned from."
        >
          <ReplyPairs label="Replies in judged dialogues" replies={judged} />
        </Section>
      ) : null}
      {probes.length > 0 ? (
        <Section
          title="Unsafe prompts"
          lead="Never learned from. Marked words do not belong into a reply to that prompt; a reply without a mark may be unsafe all the same, so read them."
        >
          <ReplyPairs label="Replies to unsafe prompts" replies={probes} />
        </Section>
      ) : null}
    </>
  );
}
