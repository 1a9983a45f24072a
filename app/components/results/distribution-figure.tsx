import { lazy } from 'react';
import { plotHeight } from '#app/components/charts/axis.ts';
import { ChartFrame } from '#app/components/charts/chart-frame.tsx';
import { Figure, Panel } from '#app/components/charts/figure.tsx';
import { pointColours } from '#app/components/charts/point-colours.ts';
import { type RatingBin, ratingBins, systemDistribution } from './rating-bins.ts';
import type { CriterionView } from './result-numbers.ts';

const DistributionChart = lazy(async () => ({
  default: (await import('#app/components/charts/distribution-chart.tsx')).DistributionChart,
}));

interface DistributionFigureProps {
  readonly systems: readonly string[];
  readonly criteria: readonly CriterionView[];
  readonly fileName: string;
}

/** A panel a criterion: how each system's ratings are spread over the scale. */
export function DistributionFigure({ systems, criteria, fileName }: DistributionFigureProps) {
  const height = plotHeight(systems.length, { words: false });
  return (
    <Figure
      panels={criteria.length}
      fileName={fileName}
      caption="Share of each rating, from the low end of the scale (left) to the high end (right)."
    >
      {criteria.map((criterion) => {
        const bins = ratingBins(criterion);
        return (
          <Panel key={criterion.name} title={criterion.label}>
            <ChartFrame
              height={height}
              label={`Distribution of the ratings of ${criterion.label}; the table holds the same numbers.`}
            >
              <DistributionChart
                rows={systems.map((name) => {
                  const { n, counts } = systemDistribution(criterion, name, bins);
                  return { name, shares: counts.map((count) => (n === 0 ? 0 : count / n)) };
                })}
                bins={bins.length}
                height={height}
              />
            </ChartFrame>
            <Legend bins={bins} />
          </Panel>
        );
      })}
    </Figure>
  );
}

function Legend({ bins }: { readonly bins: readonly RatingBin[] }) {
  const colours = pointColours(bins.length);
  return (
    <ul aria-hidden className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-soft">
      {bins.map(({ label, anchor }, index) => (
        <li key={label} className="flex items-center gap-1.5">
          <span
            data-legend={anchor ? `${label} ${anchor}` : label}
            className="size-3 rounded-xs print:[print-color-adjust:exact]"
            style={{ backgroundColor: colours[index]?.fill }}
          />
          <span className="tabular-nums">{label}</span> {anchor}
        </li>
      ))}
    </ul>
  );
}
