import type { CSSProperties } from 'react';
import type { Criterion } from '#annotations/study-definition.ts';
import { scalePoints } from '#app/rating/typed-number.ts';

interface ScaleProps {
  readonly criterion: Criterion;
  /** Name of the field in the form. */
  readonly name: string;
  readonly value: number | undefined;
  readonly disabled: boolean;
  readonly onChoose: (value: number) => void;
}

const wordsFit = 7;

/**
 * The points of a criterion's scale, of equal size, with the words that stand at them. To be put into a `radiogroup`.
 *
 * The browser's own radio buttons, each lying invisibly over its point: they work while the page's script is still
 * on its way and without one, and a screen reader knows them.
 */
export function Scale({ criterion, value, name, disabled, onChoose }: ScaleProps) {
  const points = scalePoints(criterion);
  const wordsBelow = points.length > wordsFit;
  const columns = {
    '--few': wordsBelow ? Math.ceil(points.length / 2) : points.length,
    '--many': points.length,
  } as CSSProperties;
  return (
    <div>
      <div
        style={columns}
        className="grid grid-cols-[repeat(var(--few),minmax(0,1fr))] gap-0.5 @sm:gap-1 @md:grid-cols-[repeat(var(--many),minmax(0,1fr))]"
      >
        {points.map((point) => (
          <Point
            key={point}
            point={point}
            word={criterion.anchors[String(point)]}
            wordShown={!wordsBelow}
            name={name}
            checked={point === value}
            disabled={disabled}
            onChoose={() => onChoose(point)}
          />
        ))}
      </div>
      {wordsBelow ? <Anchors criterion={criterion} /> : null}
    </div>
  );
}

interface PointProps {
  readonly point: number;
  readonly word: string | undefined;
  readonly wordShown: boolean;
  readonly name: string;
  readonly checked: boolean;
  readonly disabled: boolean;
  readonly onChoose: () => void;
}

function Point({ point, word, wordShown, name, checked, disabled, onChoose }: PointProps) {
  return (
    <label className="relative flex">
      <input
        type="radio"
        aria-label={word === undefined ? String(point) : `${point} ${word}`}
        name={name}
        value={point}
        checked={checked}
        disabled={disabled}
        onChange={onChoose}
        className="peer absolute inset-0 m-0 cursor-pointer opacity-0 disabled:cursor-default"
      />
      <span className="flex min-h-12 w-full flex-col items-center justify-center rounded-lg border border-line-strong/35 bg-surface px-0.5 py-1 text-center transition-colors duration-100 peer-checked:border-accent peer-checked:bg-accent peer-checked:text-on-accent peer-hover:not-peer-checked:not-peer-disabled:border-accent peer-hover:not-peer-checked:not-peer-disabled:bg-accent-soft peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent peer-disabled:not-peer-checked:opacity-50">
        <span className="text-base font-semibold tabular-nums">{point}</span>
        {word !== undefined && wordShown ? (
          <span className="text-[0.625rem] leading-tight break-words hyphens-auto @sm:text-[0.6875rem]">
            {word}
          </span>
        ) : null}
      </span>
    </label>
  );
}

function Anchors({ criterion }: { readonly criterion: Criterion }) {
  const words = Object.entries(criterion.anchors).sort(([one], [other]) => Number(one) - Number(other));
  if (words.length === 0) return null;
  return (
    <p aria-hidden className="mt-1.5 flex flex-wrap justify-between gap-x-4 text-xs text-ink-faint">
      {words.map(([point, word]) => (
        <span key={point}>
          <span className="tabular-nums">{point}</span> {word}
        </span>
      ))}
    </p>
  );
}
