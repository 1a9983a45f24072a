import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { ExclusionCard } from '#app/components/raters/exclusion-card.tsx';
import { FlaggedRaters } from '#app/components/raters/flagged-raters.tsx';
import { RatersTable } from '#app/components/raters/raters-table.tsx';
import { Section } from '#app/components/study/section.tsx';
import { LinkButton } from '#app/components/ui/button.tsx';
import { EmptyState } from '#app/components/ui/surface.tsx';
import { expected, expectedLater } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { changeExclusion } from '#app/server/study-raters.server.ts';
import { findStudy } from '#db/queries/study-lookup.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  return expectedLater(context.aside('raters', params.study ?? ''));
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { id: by } = await requireResearcher({ request, context });
  const { id } = expected(() => findStudy(context.db, params.study ?? ''));
  const outcome = changeExclusion(context, { form: await request.formData(), studyId: id, by });
  if (!outcome.ok) return data({ problem: outcome.error.message }, outcome.error.status);
  return redirect(`/studies/${id}/raters`);
}

export default function StudyRaters() {
  const { study, assessment } = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>()?.problem;
  const [search] = useSearchParams();
  if (assessment.raters.length === 0)
    return (
      <EmptyState
        title="No raters yet"
        action={<LinkButton to={`/studies/${study.id}`}>To the overview</LinkButton>}
      >
        How people rate stands here as soon as somebody has submitted an item.
      </EmptyState>
    );
  return (
    <div className="flex min-w-0 flex-col gap-6">
      <FlaggedRaters assessment={assessment} />
      <Section title="All raters" lead={leadOf(study)}>
        <RatersTable assessment={assessment} />
      </Section>
      <ExclusionCard
        study={study.id}
        raters={assessment.raters}
        chosen={search.get('rater') ?? ''}
        problem={problem}
      />
    </div>
  );
}

function leadOf({ kind, hasChecks }: { readonly kind: string; readonly hasChecks: boolean }): string {
  const measures = 'By pseudonym, of what they submitted; 95 % intervals in brackets.';
  if (kind === 'imported' || hasChecks) return measures;
  return `${measures} This study has no repeats, attention checks or gold items, so only their ratings and times speak.`;
}
