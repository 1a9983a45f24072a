import { lazy } from 'react';
import { hasEndWords, plotHeight } from '#app/components/charts/axis.ts';
import { ChartFrame } from '#app/components/charts/chart-frame.tsx';
import { Figure, Panel } from '#app/components/charts/figure.tsx';
import { type CriterionView, estimateText, meanCell } from './result-numbers.ts';

const MeanChart = lazy(async () => ({
  default: (await import('#app/components/charts/mean-chart.tsx')).MeanChart,
}));

interface MeanFigureProps {
  readonly systems: readonly string[];
  readonly criteria: readonly CriterionView[];
  readonly fileName: string;
  /** Of the intervals, in [0, 1]. */
  readonly level: number;
}

/** A panel a criterion: means with their intervals, on the whole scale. */
export function MeanFigure({ systems, criteria, fileName, level }: MeanFigureProps) {
  // One height for all panels, so that their rows stand level.
  const height = plotHeight(systems.length, { words: criteria.some(hasEndWords) });
  return (
    <Figure
      panels={criteria.length}
      fileName={fileName}
      caption={`Mean rating (dot) with its ${Math.round(level * 100)} % interval (line), on the full scale of each criterion.`}
    >
      {criteria.map((criterion) => (
        <Panel key={criterion.name} title={criterion.label}>
          <ChartFrame
            height={height}
            label={`Mean ratings of ${criterion.label}; the table holds the same numbers.`}
          >
            <MeanChart
              rows={systems.map((name) => {
                const cell = meanCell(criterion, name);
                return { name, mean: cell.mean, low: cell.low, high: cell.high, text: estimateText(cell) };
              })}
              minimum={criterion.minimum}
              maximum={criterion.maximum}
              anchors={criterion.anchors}
              height={height}
            />
          </ChartFrame>
        </Panel>
      ))}
    </Figure>
  );
}
