import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { OfferCard } from '#app/components/learning/offer-card.tsx';
import { RunningTraining } from '#app/components/learning/running-training.tsx';
import { TrainingList } from '#app/components/learning/training-list.tsx';
import { learningAddress } from '#app/components/learning/training-words.ts';
import { VersionList } from '#app/components/learning/version-list.tsx';
import { Section } from '#app/components/study/section.tsx';
import { systemAddress } from '#app/components/systems/addresses.ts';
import { Refusal } from '#app/components/ui/refusal.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import { PageHeader } from '#app/components/ui/surface.tsx';
import {
  changeLearning,
  parseLearningForm,
  readLearningPage,
} from '#app/server/learning/learning-page.server.ts';
import { attempted, attemptedLater, expected } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { cancelJob } from '#db/queries/jobs.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  return expected(() => readLearningPage(context.db, params.name ?? ''));
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const user = await requireResearcher({ request, context });
  const system = params.name ?? '';
  const now = new Date().toISOString();
  const asked = parseLearningForm(await request.formData());
  if (!asked) {
    // The button beside the progress.
    const { job } = expected(() => readLearningPage(context.db, system));
    if (job) attempted(() => cancelJob(context.db, { id: job.id, now }));
    return redirect(learningAddress(system));
  }
  const { dataDir } = context.environment;
  const done = await attemptedLater(changeLearning(context.db, asked, { system, by: user.id, dataDir, now }));
  if (!done.ok) return data({ error: done.error.message }, { status: done.error.status });
  return redirect(learningAddress(system));
}

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [
  { title: `${page?.system ?? 'System'}: learning · Workbench` },
];

export default function Learning() {
  const page = useLoaderData<typeof loader>();
  const failed = useActionData<typeof action>();
  const { system, problem, offers, datasets, trainings, versions, concerns, job } = page;
  return (
    <div className="max-w-5xl">
      <p className="mb-2 text-sm">
        <Link to={systemAddress(system)} className="text-accent underline underline-offset-4">
          {system}
        </Link>
      </p>
      <PageHeader
        title="Learning from people"
        lead="What people reported and corrected can change this system. Each training makes a checkpoint of its own, which you compare with the one in service before you decide."
      />
      <div className="flex flex-col gap-6">
        <Refusal of={failed} />
        {problem ? <Notice tone="neutral">{problem}</Notice> : null}
        {job ? <RunningTraining job={job} /> : null}
        {problem ? null : (
          <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-2">
            {offers.map((offer) => (
              <OfferCard
                key={offer.kind}
                offer={offer}
                system={system}
                datasets={datasets}
                isFree={job === null}
              />
            ))}
          </div>
        )}
        {trainings.length > 0 ? (
          <Section title="Trainings">
            <TrainingList trainings={trainings} />
          </Section>
        ) : null}
        {versions.length > 0 ? (
          <Section
            title="In service"
            lead="Replies remember the checkpoint that wrote them, whatever is in service now."
          >
            <VersionList system={system} versions={versions} concerns={concerns} />
          </Section>
        ) : null}
      </div>
    </div>
  );
}
