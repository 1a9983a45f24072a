// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { pngScale } from './figure-png.ts';
import { type Brush, paintSvg } from './paint-svg.ts';
import { composeFigure } from './svg-figure.ts';

/** Writes down what is painted, with the colour and place it has then. */
function recordingBrush() {
  const painted: unknown[][] = [];
  let [x, y] = [0, 0];
  const held: [number, number][] = [];
  const brush = {
    fillStyle: '',
    strokeStyle: '',
    globalAlpha: 1,
    font: '',
    textAlign: '',
    save: () => held.push([x, y]),
    restore: () => {
      [x, y] = held.pop() ?? [0, 0];
    },
    translate: (dx: number, dy: number) => {
      [x, y] = [x + dx, y + dy];
    },
    beginPath: () => {},
    moveTo: () => {},
    lineTo: (lineX: number, lineY: number) => painted.push(['line', x + lineX, y + lineY]),
    arc: (cx: number, cy: number, r: number) => painted.push(['arc', x + cx, y + cy, r]),
    rect: (left: number, top: number, ...size: number[]) =>
      painted.push(['rect', x + left, y + top, ...size]),
    roundRect: () => {},
    fill: () => painted.push(['fill', brush.fillStyle, brush.globalAlpha]),
    stroke: () => painted.push(['stroke', brush.strokeStyle]),
    setLineDash: (lengths: number[]) => {
      if (lengths.length > 0) painted.push(['dash', ...lengths]);
    },
    fillText: (words: string, left: number, base: number) =>
      painted.push([words, x + left, y + base, brush.textAlign, brush.font.slice(0, 8)]),
  };
  return { brush: brush as unknown as Brush, painted };
}

const plot = [
  '<rect x="1" y="2" width="3" height="4" fill="#aabbcc" fill-opacity="0.5"/>',
  '<line x1="0" y1="0" x2="10" y2="20" stroke="#112233" stroke-dasharray="4px, 2px" fill="none"/>',
  '<circle cx="5" cy="6" r="7" fill="none"/>',
  '<text x="8" y="10" dy="0.5em" font-size="20" text-anchor="end" fill="#50545c">a &amp; b</text>',
].join('');

test('every mark of a figure is painted where the SVG has it', () => {
  const svg = composeFigure([{ title: 'First', width: 100, height: 50, plot, legend: [] }], 1);
  const { brush, painted } = recordingBrush();
  paintSvg(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, brush);
  expect(painted).toEqual([
    ['First', 0, 16, 'left', '600 14px'],
    // The plot stands below its title, 26 pixels down.
    ['rect', 1, 28, 3, 4],
    ['fill', '#aabbcc', 0.5],
    ['line', 10, 46],
    ['dash', 4, 2],
    ['stroke', '#112233'],
    ['arc', 5, 32, 7],
    ['a & b', 8, 46, 'right', '400 20px'],
  ]);
});

test('a path is painted as it is written', () => {
  vi.stubGlobal(
    'Path2D',
    class {
      constructor(readonly d: string) {}
    },
  );
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0L1 1Z" fill="#010203"/></svg>';
  const { brush } = recordingBrush();
  const fill = vi.spyOn(brush, 'fill');
  paintSvg(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, brush);
  expect(fill).toHaveBeenCalledWith(expect.objectContaining({ d: 'M0 0L1 1Z' }));
  vi.unstubAllGlobals();
});

test('a picture has three pixels for one of the page, and no more than a phone’s canvas holds', () => {
  expect(pngScale({ width: 800, height: 400 })).toBe(3);
  const scale = pngScale({ width: 1800, height: 3000 });
  expect(1800 * 3000 * scale ** 2).toBeLessThanOrEqual(16_000_001);
});
