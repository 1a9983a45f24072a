import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { NothingToRate } from '#app/components/rating/nothing-to-rate.tsx';
import type { RatingPageData } from '#app/components/rating/rating-page-data.ts';
import { RatingTask } from '#app/components/rating/rating-task.tsx';
import { RatingConsent, RatingWelcome } from '#app/components/rating/rating-welcome.tsx';
import { useSaveQueue } from '#app/components/rating/use-save-queue.ts';
import { accountKey } from '#app/server/rating-account.server.ts';
import { takeRatingForm } from '#app/server/rating-form.server.ts';
import { loadRatingPage } from '#app/server/rating-page.server.ts';
import { expected } from '#app/server/respond.server.ts';
import { requireUser } from '#app/server/session.server.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs): Promise<RatingPageData> {
  const user = await requireUser({ request, context });
  const page = expected(() =>
    loadRatingPage(context.db, {
      studyId: params.study ?? '',
      userId: user.id,
      number: itemNumber(params.number),
      begun: new URL(request.url).searchParams.has('begun'),
      now: new Date().toISOString(),
    }),
  );
  return { ...page, account: accountKey(user.id), hasPassword: user.loginName !== null };
}

/** Only for a page without its script; the script posts to the addresses beside this one. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const user = await requireUser({ request, context });
  const studyId = params.study ?? '';
  const form = await request.formData();
  const outcome = takeRatingForm(context.db, {
    form,
    studyId,
    userId: user.id,
    now: new Date().toISOString(),
  });
  if (!outcome.ok) return data({ problem: outcome.error.message }, outcome.error.status);
  return redirect(`/rate/${studyId}`);
}

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [
  { title: page ? `${page.study.title} · Workbench` : 'Workbench' },
];

export default function Rate() {
  const page = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>()?.problem ?? null;
  const saving = useSaveQueue(page.account);
  const { step } = page;
  return (
    <main className="flex w-full flex-1 flex-col">
      {step.kind === 'consent' ? <RatingConsent title={page.study.title} consent={step.consent} /> : null}
      {step.kind === 'welcome' ? <RatingWelcome page={page} /> : null}
      {step.kind === 'nothing' ? <NothingToRate page={page} step={step} saving={saving} /> : null}
      {step.kind === 'item' ? (
        <RatingTask
          key={step.item.assignmentId}
          page={page}
          item={step.item}
          saving={saving}
          formProblem={problem}
        />
      ) : null}
    </main>
  );
}

function itemNumber(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Response('Not found', { status: 404 });
  return Number(text);
}
