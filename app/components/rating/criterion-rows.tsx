import type { BlindedResponse } from '#annotations/blinded-view.ts';
import type { Criterion } from '#annotations/study-definition.ts';
import { answerPoints } from './answer-points.ts';
import { CriterionRow, type RowHandling } from './criterion-row.tsx';

interface CriterionRowsProps extends RowHandling {
  readonly criteria: readonly Criterion[];
  /** Of the answer that is rated. */
  readonly position: number;
  /** Those that are shown together, for what is said by naming one of them. */
  readonly answers?: readonly BlindedResponse[];
  /** What the rows' ids begin with. */
  readonly id: string;
  /** The element that says which answer it is about; none where it is about all. */
  readonly answerId?: string;
  readonly answerName?: string;
  readonly takenBy?: (criterion: Criterion) => ReadonlyMap<number, string> | undefined;
}

/** All that is asked of one answer, or of the whole, a row each. */
export function CriterionRows({ criteria, position, answers = [], id, takenBy, ...row }: CriterionRowsProps) {
  return criteria.map((criterion, index) => (
    <CriterionRow
      key={criterion.name}
      cell={{ position, criterion: criterion.name }}
      criterion={criterion}
      points={criterion.kind === 'slider' ? [] : answerPoints(criterion, answers)}
      takenBy={takenBy?.(criterion)}
      id={`${id}-${index + 1}`}
      {...row}
    />
  ));
}
