import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { AnnotatorsCard } from '#app/components/study/annotators-card.tsx';
import { AttentionCard } from '#app/components/study/attention-card.tsx';
import { DefinitionCard } from '#app/components/study/definition-card.tsx';
import { InvitationsCard } from '#app/components/study/invitations-card.tsx';
import { LooksCard } from '#app/components/study/looks-card.tsx';
import { ProgressCard } from '#app/components/study/progress-card.tsx';
import { StudyStatusCard } from '#app/components/study/study-status-card.tsx';
import { TalksCard } from '#app/components/study/talks-card.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import { expected } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { changeStudy } from '#app/server/study-overview.server.ts';
import { studyOverview } from '#app/server/study-overview-page.server.ts';
import { findStudy } from '#db/queries/study-lookup.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const looking = new URL(request.url).searchParams.get('looking') === 'all' ? 'all' : 'some';
  const now = new Date().toISOString();
  return expected(() => studyOverview(context.db, { study: params.study ?? '', now, looking }));
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  await requireResearcher({ request, context });
  const study = expected(() => findStudy(context.db, params.study ?? ''));
  const form = await request.formData();
  const { origin } = new URL(request.url);
  const outcome = changeStudy(context, { form, studyId: study.id, origin });
  if (Object.keys(outcome.errors).length > 0) return data(outcome, 422);
  return outcome.link ? data(outcome) : redirect(`/studies/${study.id}`);
}

export default function StudyOverview() {
  const page = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const { study, progress } = page;
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_26rem] min-[1700px]:grid-cols-[minmax(0,1fr)_32rem]">
      <div className="flex min-w-0 flex-col gap-6">
        {outcome?.errors.form ? <Notice tone="danger">{outcome.errors.form}</Notice> : null}
        <StudyStatusCard study={study} unfinished={progress.active} />
        <ProgressCard kind={study.kind} items={page.items} progress={progress} />
        {page.talks ? <TalksCard {...page.talks} /> : null}
        {page.looks ? <LooksCard looks={page.looks} isOpen={study.status === 'open'} /> : null}
        <AnnotatorsCard kind={study.kind} annotators={page.annotators} />
        {study.kind === 'live' ? <AttentionCard dataset={study.dataset} {...page.attention} /> : null}
      </div>
      <div className="flex min-w-0 flex-col gap-6">
        {study.kind === 'live' ? <InvitationsCard invitations={page.invitations} outcome={outcome} /> : null}
        <DefinitionCard
          id={study.id}
          kind={study.kind}
          definition={page.definition}
          criteria={page.criteria}
          errors={outcome?.errors ?? {}}
        />
      </div>
    </div>
  );
}
