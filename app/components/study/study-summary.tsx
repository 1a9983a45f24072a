import { counted } from './plural.ts';
import type { StudyDraft } from './study-draft.ts';
import { assumedSeconds, studySize } from './study-size.ts';

/** How much work the study is, as the form stands. */
export function StudySummary({ draft }: { readonly draft: StudyDraft }) {
  const size = studySize(draft);
  return (
    <div aria-live="polite" aria-atomic className="flex flex-col gap-3 text-sm">
      <h2 className="font-serif text-lg font-semibold">The size of it</h2>
      {size ? (
        <>
          <p className="text-base tabular-nums">
            {counted(size.items, 'item')} × {counted(size.systems, 'system')} ×{' '}
            {counted(size.ratingsPerItem, 'rating')} ={' '}
            <strong className="font-semibold">{counted(size.perCriterion, 'judgement')} per criterion</strong>
            {size.criteria > 1 ? `, ${size.judgements.toLocaleString('en-GB')} in all` : ''}.
          </p>
          <p className="tabular-nums">
            About <strong className="font-semibold">{minutes(size.minutesPerAnnotator)}</strong> for an
            annotator who rates every item. {counted(size.ratingsPerItem, 'such annotator')}{' '}
            {size.ratingsPerItem === 1 ? 'is' : 'are'} enough; with more, each has less to do.
          </p>
          <p className="text-ink-faint">
            Counting {assumedSeconds.context} s to read a context, {assumedSeconds.answer} s an answer and{' '}
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

function minutes(count: number): string {
  if (count < 90) return counted(count, 'minute');
  const hours = Math.floor(count / 60);
  const rest = Math.round((count % 60) / 5) * 5;
  return rest === 0 ? counted(hours, 'hour') : `${counted(hours, 'hour')} ${rest} minutes`;
}
