import type { BlindedResponse } from '#annotations/blinded-view.ts';
import type { Criterion } from '#annotations/study-definition.ts';
import type { RowHandling } from './criterion-row.tsx';
import { CriterionRows } from './criterion-rows.tsx';

interface ComparisonCardProps extends RowHandling {
  readonly answers: readonly BlindedResponse[];
  /** What is asked once of all answers together. */
  readonly choices: readonly Criterion[];
}

/** Which of the answers: after them, for one has read them by then. */
export function ComparisonCard({ answers, choices, ...handling }: ComparisonCardProps) {
  if (choices.length === 0) return null;
  return (
    <section aria-label="All answers" className="@container rounded-xl border border-line bg-surface">
      <CriterionRows
        criteria={choices}
        position={answers[0]?.position ?? 1}
        answers={answers}
        id="comparison"
        {...handling}
      />
    </section>
  );
}
