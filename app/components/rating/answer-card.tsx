import type { BlindedResponse } from '#annotations/blinded-view.ts';
import type { Criterion } from '#annotations/study-definition.ts';
import type { RowHandling } from './criterion-row.tsx';
import { CriterionRows } from './criterion-rows.tsx';

interface AnswerCardProps extends RowHandling {
  readonly answer: BlindedResponse;
  /** All answers of the item. */
  readonly answers: readonly BlindedResponse[];
  /** What is asked of every answer. */
  readonly criteria: readonly Criterion[];
}

/** An answer and its questions. All answers look the same; nothing but their letter tells them apart. */
export function AnswerCard({ answer, answers, criteria, ...handling }: AnswerCardProps) {
  const { position, label, text } = answer;
  const id = `answer-${position}`;
  return (
    <article
      aria-labelledby={id}
      data-answer={position}
      className="@container scroll-mt-4 scroll-mb-24 rounded-xl border border-line bg-surface"
    >
      <div className="flex gap-3.5 px-3.5 pt-4 pb-3 @sm:gap-4 @sm:px-5">
        <h2
          id={id}
          aria-label={`Answer ${label}`}
          className="font-serif text-2xl leading-8 font-semibold text-ink-soft"
        >
          {label}
        </h2>
        <p dir="auto" className="min-w-0 flex-1 font-serif text-lg leading-8 break-words whitespace-pre-line">
          {text}
        </p>
      </div>
      {criteria.length === 0 ? null : (
        <div className="flex flex-col border-t border-line">
          <CriterionRows
            criteria={criteria}
            position={position}
            answers={answers}
            takenBy={(criterion) =>
              ranksOfOthers(criterion, { answer, answers, ratingOf: handling.ratingOf })
            }
            id={id}
            answerId={id}
            answerName={label}
            {...handling}
          />
        </div>
      )}
    </article>
  );
}

function ranksOfOthers(
  { kind, name }: Criterion,
  { answer, answers, ratingOf }: Pick<AnswerCardProps, 'answer' | 'answers' | 'ratingOf'>,
): ReadonlyMap<number, string> | undefined {
  if (kind !== 'ranking') return undefined;
  const others = answers.filter(({ position }) => position !== answer.position);
  return new Map(
    others.flatMap(({ position, label }) => {
      const rank = ratingOf({ position, criterion: name });
      return rank === undefined ? [] : [[rank, label] as const];
    }),
  );
}
