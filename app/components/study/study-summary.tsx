import { counted } from './plural.ts';
import type { StudyDraft } from './study-draft.ts';
import { assumedSeconds, type StudySize, studySize } from './study-size.ts';

/** How much work the study is, as the form stands. */
export function StudySummary({ draft }: { readonly draft: StudyDraft }) {
  const size = studySize(draft);
  return (
    <div aria-live="polite" aria-atomic className="flex flex-col gap-3 text-sm">
      <h2 className="font-serif text-lg font-semibold">The size of it</h2>
      {size ? (
        <>
          <p className="text-base tabular-nums">
            {counted(size.items, 'item')} × {counted(size.ratingsPerItem, 'rating')} ={' '}
            <strong className="font-semibold">{counted(size.assignments, 'assignment')}</strong>
            {size.annotators === null ? '' : `, ${shareInWords(size, size.annotators)}`}.
          </p>
          {size.annotators !== null && size.annotators > size.assignments ? (
            <p className="text-warning">
              {counted(size.annotators - size.assignments, 'annotator')} would find nothing to rate: plan for
              at most {size.assignments}.
            </p>
          ) : null}
          <p className="tabular-nums">
            {shownInWords(draft, size)}; {leastWhereUnknown(draft)}
            {counted(size.judgements, 'judgement')} in all.
          </p>
          <p className="tabular-nums">
            About <strong className="font-semibold">{minutes(size.minutesPerAnnotator)}</strong>{' '}
            {size.annotators === null
              ? `for an annotator who rates every item. ${enough(size.ratingsPerItem)}`
              : 'for each annotator.'}
          </p>
          <p className="text-ink-faint">
            Counting {assumedSeconds.context} s to read a context, {assumedSeconds.answer} s an answer
            {draft.talk.isHad ? `, ${assumedSeconds.message} s for a message and its reply` : ''} and{' '}
            {assumedSeconds.judgement} s for a judgement.
          </p>
        </>
      ) : (
        <p className="text-ink-soft">
          Choose at least one system and criterion, and whole numbers of items and ratings.
        </p>
      )}
    </div>
  );
}

/** `18 each for 10 annotators`. */
function shareInWords({ each: [fewest, most] }: StudySize, annotators: number): string {
  const share = fewest === most ? String(most) : `${fewest} or ${most}`;
  return annotators === 1 ? 'all for 1 annotator' : `${share} each for ${counted(annotators, 'annotator')}`;
}

function shownInWords({ talk, unit }: StudyDraft, size: StudySize): string {
  if (talk.isHad) return 'Each is a talk with one system';
  if (unit === 'response') return `Each shows ${answersInWords(size)}`;
  return 'Each is a dialogue with the answers of one system';
}

function leastWhereUnknown({ talk, unit }: StudyDraft): string {
  if (unit !== 'turn') return '';
  return talk.isHad ? 'up to ' : 'at least ';
}

function answersInWords({ shown, systems }: StudySize): string {
  if (systems === 1) return 'the answer of 1 system';
  if (shown >= systems) return `the answers of ${systems} systems`;
  return `${counted(shown, 'answer')} of ${systems} systems`;
}

function enough(ratingsPerItem: number): string {
  return `${counted(ratingsPerItem, 'such annotator')} ${ratingsPerItem === 1 ? 'is' : 'are'} enough; with more, each has less to do.`;
}

function minutes(count: number): string {
  if (count < 90) return counted(count, 'minute');
  const hours = Math.floor(count / 60);
  const rest = Math.round((count % 60) / 5) * 5;
  return rest === 0 ? counted(hours, 'hour') : `${counted(hours, 'hour')} ${rest} minutes`;
}
