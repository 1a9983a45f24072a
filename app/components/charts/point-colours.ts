/** How a point of a scale is painted: its ground, and the ink that can be read on it. */
export interface PointColour {
  readonly fill: string;
  readonly text: string;
}

const middle = 'color-mix(in oklab, var(--plot-7) 30%, var(--surface))';

/**
 * Colours of the points of a scale, low to high: from the second plot colour over grey to the first, so that both
 * ends and the side of the middle can be told at a glance, also where red and green cannot.
 */
export function pointColours(count: number): readonly PointColour[] {
  return Array.from({ length: count }, (_, index) => {
    const place = count === 1 ? 1 : (index / (count - 1)) * 2 - 1;
    const strength = Math.round(Math.abs(place) * 100);
    const end = place < 0 ? 'var(--plot-2)' : 'var(--plot-1)';
    return {
      fill: strength === 0 ? middle : `color-mix(in oklab, ${end} ${strength}%, ${middle})`,
      text: strength > 70 ? 'var(--surface)' : 'var(--ink)',
    };
  });
}
