import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { BreakNote } from '#app/components/rating/break-note.tsx';
import { ContentWarning } from '#app/components/rating/content-warning.tsx';
import { ExitSurvey } from '#app/components/rating/exit-survey.tsx';
import { NothingToRate } from '#app/components/rating/nothing-to-rate.tsx';
import { Practice, PracticeOutcome } from '#app/components/rating/practice.tsx';
import type { RatingPageData } from '#app/components/rating/rating-page-data.ts';
import { RatingTask } from '#app/components/rating/rating-task.tsx';
import { RatingConsent, RatingWelcome } from '#app/components/rating/rating-welcome.tsx';
import { TalkTask } from '#app/components/rating/talk-task.tsx';
import { useSaveQueue } from '#app/components/rating/use-save-queue.ts';
import { accountKey } from '#app/server/rating-account.server.ts';
import { takeRatingForm } from '#app/server/rating-form.server.ts';
import { loadRatingPage } from '#app/server/rating-page.server.ts';
import { expected } from '#app/server/respond.server.ts';
import { requireUser } from '#app/server/session.server.ts';
import { viewTalk } from '#app/server/talk.server.ts';
import { longestMessage } from '#db/queries/conversations.ts';
import { isFromCrowd } from '#db/queries/crowd-people.ts';

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
  const hasPassword = user.loginName !== null || isFromCrowd(context.db, user.id);
  const { step } = page;
  const talking =
    step.kind === 'talk' ? { view: viewTalk(context, step.talk), longest: longestMessage } : undefined;
  return { ...page, ...(talking && { talking }), account: accountKey(user.id), hasPassword };
}

/** The plain forms; the script of an item's page posts to the addresses beside this one. */
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
  if (!outcome.ok)
    return data({ problem: outcome.error.message, given: textsOf(form) }, outcome.error.status);
  // Whoever chose to see an item they look back at stays with it.
  const stays = form.get('intent') === 'warning-show' && params.number !== undefined;
  return redirect(stays ? `/rate/${studyId}/${itemNumber(params.number)}` : `/rate/${studyId}`);
}

function textsOf(form: FormData): Record<string, string> {
  return Object.fromEntries(
    [...form].filter((field): field is [string, string] => typeof field[1] === 'string'),
  );
}

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [
  { title: page ? `${page.study.title} · Workbench` : 'Workbench' },
];

export default function Rate() {
  const page = useLoaderData<typeof loader>();
  const { problem = null, given = {} } = useActionData<typeof action>() ?? {};
  const { title } = page.study;
  const saving = useSaveQueue(page.account);
  const { step } = page;
  return (
    <main className="flex w-full flex-1 flex-col">
      {step.kind === 'consent' ? <RatingConsent title={title} consent={step.consent} /> : null}
      {step.kind === 'welcome' ? <RatingWelcome page={page} /> : null}
      {step.kind === 'practice' ? (
        <Practice
          key={`${step.item.attempt} ${step.item.number}`}
          title={title}
          item={step.item}
          fellShort={step.fellShort}
          problem={problem}
        />
      ) : null}
      {step.kind === 'practice-feedback' ? <PracticeOutcome title={title} item={step.item} /> : null}
      {step.kind === 'warning' ? (
        <ContentWarning key={step.assignmentId} title={title} step={step} problem={problem} />
      ) : null}
      {step.kind === 'survey' ? (
        <ExitSurvey title={title} step={step} problem={problem} given={given} />
      ) : null}
      {step.kind === 'nothing' ? <NothingToRate page={page} step={step} saving={saving} /> : null}
      {step.kind === 'talk' ? (
        <TalkTask
          key={step.talk.assignmentId}
          page={page}
          talk={step.talk}
          view={page.talking?.view ?? null}
          longest={page.talking?.longest ?? 0}
          problem={problem}
        />
      ) : null}
      {step.kind === 'item' && step.suggestsBreak ? <BreakNote submitted={page.study.submitted} /> : null}
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
