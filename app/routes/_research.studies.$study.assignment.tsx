import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { CertificateCard } from '#app/components/study/certificate-card.tsx';
import { CountsCard } from '#app/components/study/counts-card.tsx';
import { EventsCard } from '#app/components/study/events-card.tsx';
import { SharesCard } from '#app/components/study/shares-card.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import { expected, expectedLater } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { changeShares } from '#app/server/study-assignment-page.server.ts';
import { findStudy } from '#db/queries/study-lookup.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  return expectedLater(context.aside('assignment', params.study ?? ''));
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  await requireResearcher({ request, context });
  const { id } = expected(() => findStudy(context.db, params.study ?? ''));
  const outcome = changeShares(context, { form: await request.formData(), studyId: id });
  if (!outcome.ok) return data({ problem: outcome.error.message }, outcome.error.status);
  return redirect(`/studies/${id}/assignment`);
}

export default function StudyAssignment() {
  const { study, certificate, shares, events } = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>()?.problem;
  return (
    <div className="flex min-w-0 flex-col gap-6">
      {problem ? <Notice tone="danger">{problem}</Notice> : null}
      <CertificateCard study={study} certificate={certificate} />
      <CountsCard certificate={certificate} />
      {shares.length > 0 ? <SharesCard shares={shares} isOpen={study.status === 'open'} /> : null}
      <EventsCard events={events} />
    </div>
  );
}
