import { type CriterionDraft, scalePoints } from './study-draft.ts';

/** The scale as annotators will meet it. Only a picture: nothing in it can be pressed. */
export function ScalePreview({
  scale,
}: {
  readonly scale: Pick<CriterionDraft, 'minimum' | 'maximum' | 'anchors'>;
}) {
  const points = scalePoints(scale);
  if (points.length === 0)
    return <p className="text-sm text-ink-faint">No scale yet: the end must lie above the start.</p>;
  return (
    <ol
      aria-label="Preview of the scale"
      className="flex flex-col gap-1 sm:grid sm:auto-cols-fr sm:grid-flow-col sm:gap-1.5"
    >
      {points.map((point) => (
        <li key={point} className="flex min-w-0 items-center gap-2 sm:flex-col sm:gap-1">
          <span className="flex min-h-8 w-10 shrink-0 items-center justify-center rounded-md border border-line-strong/60 text-sm tabular-nums sm:w-full">
            {point}
          </span>
          <span className="min-w-0 text-xs break-words text-ink-soft sm:text-center">
            {scale.anchors[point] ?? ''}
          </span>
        </li>
      ))}
    </ol>
  );
}
