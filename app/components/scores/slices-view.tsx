import { formatCount } from '../dataset/format-count.ts';
import { Section } from '../study/section.tsx';
import { LinkButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/surface.tsx';
import { scoresPath } from './addresses.ts';
import { CopyButton } from './copy-button.tsx';
import { MetricName } from './metric-name.tsx';
import type { ScoredMetric } from './pairs-page.ts';
import { directionInWords } from './score-text.ts';
import { SlicesControls } from './slices-controls.tsx';
import { SlicesFigure } from './slices-figure.tsx';
import { fewDialogues, type SlicesPage } from './slices-page.ts';
import { SlicesTable } from './slices-table.tsx';
import { sliceKindWords } from './slices-words.ts';

/** Where systems are good and where they are not. */
export function SlicesView(page: SlicesPage) {
  const { metric, dataset, unfit } = page;
  if (metric === null)
    return (
      <EmptyState
        title="Nothing is scored yet"
        action={<LinkButton to={scoresPath(dataset)}>To the leaderboard</LinkButton>}
      >
        Score the systems on the leaderboard; then their answers can be looked at in slices here.
      </EmptyState>
    );
  return (
    <div className="flex flex-col gap-6">
      <SlicesControls page={page} />
      {unfit !== null ? (
        <EmptyState title={`${metric.label} is not sliced`}>
          Because {unfit}. Choose another metric.
        </EmptyState>
      ) : page.slices.length === 0 ? (
        <EmptyState title="No slices here">
          The dataset does not say what its contexts would be sliced by. Choose other slices.
        </EmptyState>
      ) : (
        <Sliced page={page} metric={metric} />
      )}
    </div>
  );
}

interface SlicedProps {
  readonly page: SlicesPage;
  readonly metric: ScoredMetric;
}

function Sliced({ page, metric }: SlicedProps) {
  const { address, chosen, systems } = page;
  const kind = sliceKindWords[address.by];
  return (
    <>
      <Section
        title={`${metric.label} by ${kind.label.charAt(0).toLowerCase()}${kind.label.slice(1)}`}
        lead={
          <>
            <MetricName metric={metric} />, {directionInWords[metric.better]}.{' '}
            {chosen.length < systems.length
              ? `${chosen.length} of ${systems.length} systems are shown; tick others above.`
              : null}
          </>
        }
      >
        <div className="flex flex-col gap-8">
          <SlicesFigure page={page} metric={metric} />
          <SlicesTable page={page} metric={metric} />
        </div>
      </Section>
      <HowMade page={page} metric={metric} />
    </>
  );
}

function HowMade({ page, metric }: SlicedProps) {
  const { address, outside, isTurnsBefore } = page;
  const isTurns = address.by === 'turns' || address.by === 'turn';
  return (
    <Section title="How these numbers are made">
      <div className="grid max-w-6xl gap-x-10 gap-y-3 text-sm text-ink-soft lg:grid-cols-2">
        <p>
          {sliceKindWords[address.by].says}
          {outside > 0
            ? ` ${formatCount(outside)} contexts belong to no slice and count in “All” alone.`
            : null}
          {isTurns && isTurnsBefore
            ? ' In this dataset every context holds all turns before its answer, so slices by turn and by turns of the context are the same.'
            : null}
          {address.by === 'emotion'
            ? ' A slice’s name leads to its contexts with the answers side by side.'
            : null}
        </p>
        <p>
          A slice’s score is the metric of its responses together, from the same stored numbers as the
          leaderboard’s; its interval is the percentile bootstrap over the slice’s dialogues, 1,000 resamples,
          level 95 %, seed 1. Below {fewDialogues} dialogues intervals are too narrow, and are marked. Slices
          that look different among many need not be: nothing is tested here.
        </p>
        <p className="flex flex-wrap items-center gap-x-2 lg:col-span-2">
          <span className="font-semibold text-ink">Signature.</span>
          <code className="min-w-0 text-xs [overflow-wrap:anywhere]">{metric.signature}</code>
          <CopyButton text={metric.signature} label={`Copy the signature of ${metric.label}`} />
        </p>
      </div>
    </Section>
  );
}
