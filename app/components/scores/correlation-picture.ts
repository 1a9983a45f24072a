import { composeFigure } from '../charts/svg-figure.ts';
import { colourShare, correlationInterval, correlationText } from './correlation-text.ts';
import type { CorrelationCell } from './human-page.ts';

export interface PictureRow {
  readonly label: string;
  readonly cells: readonly CorrelationCell[];
}

const [labelWidth, cellWidth, rowHeight, headHeight] = [190, 118, 34, 34];

// The plot colours for paper.
const positive = [11, 107, 98] as const;
const negative = [194, 87, 26] as const;

/** `#rrggbb` of a correlation on white paper. */
export function correlationColour(value: number): string {
  const share = colourShare(value);
  const parts = (value < 0 ? negative : positive).map((part) => Math.round(255 + share * (part - 255)));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** The table of correlations as a picture: an SVG document in the colours for paper. */
export function correlationPicture(
  rows: readonly PictureRow[],
  { title, criteria }: { readonly title: string; readonly criteria: readonly string[] },
): string {
  const heads = criteria.map((label, column) =>
    text(cut(label, 17), {
      x: labelWidth + (column + 0.5) * cellWidth,
      y: 20,
      anchor: 'middle',
      weight: 600,
    }),
  );
  const marks = rows.flatMap(({ label, cells }, row) => {
    const top = headHeight + row * rowHeight;
    return [
      text(cut(label, 27), { x: 0, y: top + 21 }),
      ...cells.flatMap((cell, column) => cellMarks(cell, { x: labelWidth + column * cellWidth, y: top })),
    ];
  });
  const panel = {
    title,
    width: labelWidth + criteria.length * cellWidth,
    height: headHeight + rows.length * rowHeight,
    plot: [...heads, ...marks].join('\n'),
    legend: [-1, -0.5, 0.5, 1].map((value) => ({
      colour: correlationColour(value),
      text: correlationText(value),
    })),
  };
  return composeFigure([panel], 1);
}

function cellMarks(cell: CorrelationCell, { x, y }: { readonly x: number; readonly y: number }): string[] {
  const box = { x: x + cellWidth / 2, anchor: 'middle' } as const;
  if (cell.value === null) return [text('–', { ...box, y: y + 21 })];
  const interval = correlationInterval(cell);
  return [
    `<rect x="${x + 1}" y="${y + 1}" width="${cellWidth - 2}" height="${rowHeight - 2}" rx="3" fill="${correlationColour(cell.value)}"/>`,
    text(correlationText(cell.value), { ...box, y: y + (interval ? 15 : 21), weight: 600 }),
    ...(interval ? [text(`[${interval}]`, { ...box, y: y + 28, size: 10.5 })] : []),
  ];
}

interface Words {
  readonly x: number;
  readonly y: number;
  readonly anchor?: 'middle';
  readonly weight?: number;
  readonly size?: number;
}

function text(words: string, { x, y, anchor, weight, size = 12.5 }: Words): string {
  const more = `${anchor ? ` text-anchor="${anchor}"` : ''}${weight ? ` font-weight="${weight}"` : ''}`;
  return `<text x="${x}" y="${y}" font-size="${size}"${more} fill="#1d1f23">${escaped(words)}</text>`;
}

function cut(words: string, most: number): string {
  return words.length <= most ? words : `${words.slice(0, most - 1)}…`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
