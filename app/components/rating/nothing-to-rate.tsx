import { Form } from '@remix-run/react';
import { Button, LinkButton } from '#app/components/ui/button.tsx';
import { ProgressBar } from '#app/components/ui/status.tsx';
import type { RatingStep } from '#app/server/rating-page.server.ts';
import { CompletionCard } from './completion-card.tsx';
import { LocalTime } from './local-time.tsx';
import type { RatingPageData } from './rating-page-data.ts';
import { OnlyThisBrowser } from './rating-welcome.tsx';
import { SaveStatusLine } from './save-status-line.tsx';
import type { Saving } from './use-save-queue.ts';

type Nothing = Extract<RatingStep, { readonly kind: 'nothing' }>;

interface NothingToRateProps {
  readonly page: RatingPageData;
  readonly step: Nothing;
  readonly saving: Saving;
}

/** The end, for now or for good: which of the two, and why. */
export function NothingToRate({ page, step, saving }: NothingToRateProps) {
  const { study } = page;
  const { title, text } = wording(step, study);
  const waits = step.reason === 'all-held-by-others' || step.reason === 'not-open-yet';
  const { completion } = step;
  return (
    <article className="mx-auto flex w-full max-w-xl flex-col gap-6 px-4 py-10 sm:px-6 sm:py-16">
      <header>
        <p className="text-sm text-ink-faint">{study.title}</p>
        <h1 className="mt-1 font-serif text-3xl font-semibold tracking-tight">{title}</h1>
      </header>
      <p className="text-lg text-ink-soft">
        {text}
        {step.comesFreeAt === null ? null : (
          <>
            {' '}
            One may come free at <LocalTime iso={step.comesFreeAt} />.
          </>
        )}
      </p>
      {completion ? <CompletionCard completion={completion} ended={step.reason} /> : null}
      {study.submitted > 0 ? (
        <div className="rounded-xl border border-line bg-surface p-5">
          <p className="mb-2 tabular-nums">
            You rated <span className="font-semibold">{study.submitted}</span> of {study.items}{' '}
            {study.items === 1 ? 'item' : 'items'}.
          </p>
          <ProgressBar label="Items rated" value={study.submitted} maximum={study.items} />
          <div className="mt-4">
            <SaveStatusLine saving={saving} />
          </div>
        </div>
      ) : null}
      <div className="flex flex-wrap gap-2">
        {waits ? (
          <LinkButton look="primary" to="?begun" reloadDocument>
            Look again
          </LinkButton>
        ) : null}
        {page.previous === null ? null : (
          <LinkButton to={`/rate/${study.id}/${page.previous}`}>Look through your answers</LinkButton>
        )}
        {step.reason === 'you-left' ? <TakePartAgain /> : null}
      </div>
      <OnlyThisBrowser hasPassword={page.hasPassword} />
    </article>
  );
}

function TakePartAgain() {
  return (
    <Form method="post">
      <Button type="submit" name="intent" value="return" look="secondary">
        Take part again
      </Button>
    </Form>
  );
}

function wording(
  { reason }: Nothing,
  { submitted, skipped }: Pick<RatingPageData['study'], 'submitted' | 'skipped'>,
): { readonly title: string; readonly text: string } {
  if (submitted === 0 && (reason === 'you-have-rated-everything' || reason === 'your-share-is-done'))
    return {
      title: 'Nothing is left to rate',
      text:
        skipped > 0
          ? 'You skipped every item that was given to you, and there is no other. Thank you for coming.'
          : 'All items have been given to others. Thank you for coming.',
    };
  switch (reason) {
    case 'you-have-rated-everything':
      return {
        title: 'You have rated everything',
        text: 'There is nothing left for you in this study. Thank you for your care and your time.',
      };
    case 'your-share-is-done':
      return {
        title: 'You have rated your share',
        text: 'All items that were yours are done; the others are rating theirs. Thank you for your care and your time.',
      };
    case 'you-left':
      return {
        title: 'You stopped taking part',
        text:
          submitted > 0
            ? 'What you finished is kept. Thank you for your care and your time.'
            : 'Nothing is asked of you any more. Thank you for your interest.',
      };
    case 'all-done':
      return {
        title: 'All done',
        text: 'Every item of this study has as many ratings as were wanted. Thank you for your care and your time.',
      };
    case 'complete':
      return {
        title: 'You have finished',
        text: 'Everything that was yours is done. Thank you for your care and your time.',
      };
    case 'screened-out':
      return {
        title: 'Thank you for your interest',
        text: 'The practice items were answered in another way than this study needs, so your part ends here. That says nothing about you: people read conversations differently.',
      };
    case 'failed-check':
      return {
        title: 'Your part ends here',
        text: 'Some items told in their text what to answer, and too many of them were answered otherwise. Thank you for your time.',
      };
    case 'no-work':
      return {
        title: 'Nothing is left to rate',
        text: 'Others have taken every item of this study, so there is none for you to begin with. Thank you for coming.',
      };
    case 'all-held-by-others':
      return {
        title: 'Nothing to rate just now',
        text: 'Others are rating the last items. Whatever one of them leaves unfinished comes back to you.',
      };
    case 'study-closed':
      return {
        title: 'This study is closed',
        text:
          submitted > 0
            ? 'It takes no more ratings; all of yours are kept. Thank you for your care and your time.'
            : 'It takes no more ratings. Thank you for your interest.',
      };
    case 'not-open-yet':
      return {
        title: 'Not open yet',
        text: 'The researchers have not opened this study yet. Come back later.',
      };
  }
}
