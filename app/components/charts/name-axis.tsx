import { YAxis } from 'recharts';
import { NameTick } from './axis-ticks.tsx';

/** The names of the rows, at the left of a plot. */
export function NameAxis({ width, isReversed }: { readonly width: number; readonly isReversed: boolean }) {
  return (
    <YAxis
      type="category"
      dataKey="name"
      width={width}
      interval={0}
      reversed={isReversed}
      axisLine={false}
      tickLine={false}
      tick={<NameTick width={width} />}
    />
  );
}
