import { ChartFrame } from '../charts/chart-frame.tsx';
import { Figure, Panel } from '../charts/figure.tsx';
import { IntervalChart, intervalChartHeight } from '../charts/interval-chart.tsx';
import { niceScale } from '../charts/nice-scale.ts';
import { strengthText } from './strengths-table.tsx';
import type { ArenaTablePage } from './table-page.ts';

/** Strengths as dots with their intervals, the strongest first. */
export function StrengthsFigure({ page: { table } }: { readonly page: ArenaTablePage }) {
  const values = table.systems.flatMap(({ strength: { value, low, high } }) =>
    [value, low, high].filter((one) => one !== null),
  );
  // The average is in the middle of the picture.
  const reach = Math.max(0.5, ...values.map(Math.abs));
  const { low, high, ticks } = niceScale(-reach, reach, 8);
  return (
    <Figure
      panels={1}
      fileName="arena-strengths"
      caption="Strength (dot) and its 95 % interval (line), in logits; 0 is the average of the systems."
    >
      <Panel title="Strength by Bradley–Terry">
        <ChartFrame
          height={intervalChartHeight(table.systems.length)}
          label="Strength of every system with its interval; the table holds the same numbers."
        >
          <IntervalChart
            scale={{ low, high, neutral: 0, ticks: ticks.map((at) => ({ at, text: String(at) })) }}
            rows={table.systems.map(({ system, strength }) => ({
              name: system,
              value: strength.value,
              low: strength.low,
              high: strength.high,
              isFilled: true,
              text: strengthText(strength),
            }))}
          />
        </ChartFrame>
      </Panel>
    </Figure>
  );
}
