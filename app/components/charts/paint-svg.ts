/** What painting takes of a canvas: `CanvasRenderingContext2D` has it. */
export type Brush = Pick<
  CanvasRenderingContext2D,
  | 'save'
  | 'restore'
  | 'translate'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'arc'
  | 'rect'
  | 'roundRect'
  | 'fill'
  | 'stroke'
  | 'fillText'
  | 'setLineDash'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'globalAlpha'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
>;

// The page's own fonts first: a picture shows what the page shows.
const fontFamily = '"Inter Variable", Inter, Helvetica, Arial, sans-serif';

/**
 * Paints a document of `composeFigure`: groups that are moved, lines, paths, rectangles, circles and words with plain
 * attributes. Painted mark by mark, for an SVG that is loaded as a picture cannot use the page's fonts.
 */
export function paintSvg(element: Element, brush: Brush): void {
  for (const child of element.children) {
    if (child.tagName === 'g') {
      const [x = 0, y = 0] = [...(child.getAttribute('transform') ?? '').matchAll(/-?[\d.]+/g)].map(Number);
      brush.save();
      brush.translate(x, y);
      paintSvg(child, brush);
      brush.restore();
    } else paintMark(child, brush);
  }
}

function paintMark(mark: Element, brush: Brush): void {
  const fill = mark.getAttribute('fill') ?? '#000000';
  const stroke = mark.getAttribute('stroke') ?? 'none';
  const alpha = number(mark, 'opacity', 1);
  if (mark.tagName === 'text') {
    paintWords(mark, { brush, fill, alpha });
    return;
  }
  const path = outline(mark, brush);
  if (fill !== 'none' && mark.tagName !== 'line') {
    brush.globalAlpha = alpha * number(mark, 'fill-opacity', 1);
    brush.fillStyle = fill;
    if (path) brush.fill(path);
    else brush.fill();
  }
  if (stroke !== 'none') {
    brush.globalAlpha = alpha;
    brush.strokeStyle = stroke;
    brush.lineWidth = number(mark, 'stroke-width', 1);
    brush.setLineDash(lengths(mark.getAttribute('stroke-dasharray')));
    if (path) brush.stroke(path);
    else brush.stroke();
    brush.setLineDash([]);
  }
  brush.globalAlpha = 1;
}

/** A path of its own for `path`; the others become the brush's current path. */
function outline(mark: Element, brush: Brush): Path2D | null {
  if (mark.tagName === 'path') return new Path2D(mark.getAttribute('d') ?? '');
  brush.beginPath();
  if (mark.tagName === 'line') {
    brush.moveTo(number(mark, 'x1'), number(mark, 'y1'));
    brush.lineTo(number(mark, 'x2'), number(mark, 'y2'));
  } else if (mark.tagName === 'circle')
    brush.arc(number(mark, 'cx'), number(mark, 'cy'), number(mark, 'r'), 0, 2 * Math.PI);
  else if (mark.tagName === 'rect') {
    const box = ['x', 'y', 'width', 'height'].map((name) => number(mark, name)) as [
      number,
      number,
      number,
      number,
    ];
    if (mark.hasAttribute('rx')) brush.roundRect(...box, number(mark, 'rx'));
    else brush.rect(...box);
  }
  return null;
}

const anchors = { start: 'left', middle: 'center', end: 'right' } as const;

function paintWords(
  mark: Element,
  { brush, fill, alpha }: { readonly brush: Brush; readonly fill: string; readonly alpha: number },
): void {
  const size = number(mark, 'font-size', 12);
  const anchor = mark.getAttribute('text-anchor');
  brush.font = `${mark.getAttribute('font-weight') ?? '400'} ${size}px ${fontFamily}`;
  brush.textAlign = anchors[(anchor ?? 'start') as keyof typeof anchors] ?? 'left';
  brush.textBaseline = 'alphabetic';
  brush.globalAlpha = alpha;
  brush.fillStyle = fill;
  const [x, y] = [
    number(mark, 'x') + shift(mark.getAttribute('dx'), size),
    number(mark, 'y') + shift(mark.getAttribute('dy'), size),
  ];
  brush.fillText(mark.textContent ?? '', x, y);
  brush.globalAlpha = 1;
}

/** `0.355em` of the type's size, or pixels. */
function shift(value: string | null, size: number): number {
  const amount = Number.parseFloat(value ?? '0') || 0;
  return value?.endsWith('em') ? amount * size : amount;
}

function number(mark: Element, name: string, usual = 0): number {
  const value = Number.parseFloat(mark.getAttribute(name) ?? '');
  return Number.isNaN(value) ? usual : value;
}

function lengths(dashes: string | null): number[] {
  return (dashes ?? '')
    .split(/[\s,]+/)
    .map((length) => Number.parseFloat(length))
    .filter((length) => length > 0);
}
