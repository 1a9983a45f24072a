import type { MouseEvent } from 'react';
import type { BlindedResponse, Cell } from '#annotations/blinded-view.ts';
import type { Criterion } from '#annotations/study-definition.ts';
import { Scale } from './scale.tsx';

interface AnswerCardProps {
  readonly answer: BlindedResponse;
  readonly criteria: readonly Criterion[];
  readonly ratingOf: (cell: Cell) => number | undefined;
  readonly current: Cell | null;
  /** Digits typed for the current cell that are not a value yet. */
  readonly typed: string;
  readonly disabled: boolean;
  readonly onRate: (cell: Cell, value: number) => void;
  readonly onEnter: (cell: Cell) => void;
}

/** An answer and its questions. All answers look the same; nothing but their letter tells them apart. */
export function AnswerCard({ answer, criteria, ...cells }: AnswerCardProps) {
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
      <div className="flex flex-col border-t border-line">
        {criteria.map((criterion, index) => (
          <CriterionRow
            key={criterion.name}
            cell={{ position, criterion: criterion.name }}
            criterion={criterion}
            id={`${id}-${index + 1}`}
            answerId={id}
            {...cells}
          />
        ))}
      </div>
    </article>
  );
}

/** After a click the arrows are to walk between rows, as they do after a digit, and not to change what was chosen. */
function takeFocusFromMouse(event: MouseEvent<HTMLElement>): void {
  event.currentTarget.focus({ preventScroll: true });
}

interface CriterionRowProps extends Omit<AnswerCardProps, 'answer' | 'criteria'> {
  readonly cell: Cell;
  readonly criterion: Criterion;
  readonly id: string;
  readonly answerId: string;
}

/** A cell: one question about one answer. The current one is marked by a bar and a tint, for eyes, and is focused. */
function CriterionRow({ cell, criterion, id, answerId, ...props }: CriterionRowProps) {
  const isCurrent = props.current?.position === cell.position && props.current.criterion === cell.criterion;
  return (
    <div
      id={id}
      tabIndex={-1}
      data-cell={`${cell.position} ${cell.criterion}`}
      data-current={isCurrent || undefined}
      role="radiogroup"
      aria-labelledby={`${answerId} ${id}-label`}
      aria-describedby={`${id}-question`}
      onFocus={() => props.onEnter(cell)}
      onMouseUp={takeFocusFromMouse}
      className="relative grid scroll-mt-4 scroll-mb-24 gap-x-6 gap-y-2 px-3.5 py-3 outline-none @sm:px-5 before:absolute before:inset-y-1.5 before:left-0 before:w-1 before:rounded-r-full before:bg-transparent last:rounded-b-xl not-first:border-t not-first:border-line data-current:bg-accent-soft/60 data-current:before:bg-accent @xl:grid-cols-[minmax(0,1fr)_minmax(18rem,22rem)] @xl:items-center"
    >
      <div>
        <p className="flex items-baseline gap-2 text-sm font-semibold">
          <span id={`${id}-label`}>{criterion.label}</span>
          {isCurrent && props.typed !== '' ? (
            <span className="rounded bg-accent px-1.5 text-xs text-on-accent tabular-nums">
              {props.typed}…
            </span>
          ) : null}
        </p>
        <p id={`${id}-question`} className="text-sm leading-snug text-pretty text-ink-soft">
          {criterion.question}
        </p>
      </div>
      <Scale
        criterion={criterion}
        name={`rating.${cell.position}.${cell.criterion}`}
        value={props.ratingOf(cell)}
        disabled={props.disabled}
        onChoose={(value) => props.onRate(cell, value)}
      />
    </div>
  );
}
