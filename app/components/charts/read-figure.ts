import { composeFigure, type FigurePanel, type LegendEntry } from './svg-figure.ts';

/**
 * The plots inside `figure` as one SVG document in the colours for paper, whatever the page's own are. Panels are
 * marked `data-panel` (its title), entries of their legends `data-legend` with the colour in its style.
 */
export function figureSvg(figure: HTMLElement): string {
  return onPaper(() => {
    const panels = [...figure.querySelectorAll<HTMLElement>('[data-panel]')].flatMap(readPanel);
    const tops = [...figure.querySelectorAll<HTMLElement>('[data-panel]')].map(
      (panel) => panel.getBoundingClientRect().top,
    );
    // As many columns as stand side by side on the page.
    const columns = tops.filter((top) => Math.abs(top - (tops[0] ?? 0)) < 2).length;
    return composeFigure(panels, Math.max(1, columns));
  });
}

/** Nothing is painted in between, so nobody sees the page turn light. */
function onPaper<T>(work: () => T): T {
  const { classList } = document.documentElement;
  const dark = classList.contains('dark');
  classList.remove('dark');
  try {
    return work();
  } finally {
    if (dark) classList.add('dark');
  }
}

function readPanel(panel: HTMLElement): FigurePanel[] {
  const svg = panel.querySelector<SVGSVGElement>('svg.recharts-surface, svg[data-plot]');
  if (!svg) return [];
  const legend = [...panel.querySelectorAll<HTMLElement>('[data-legend]')].map(
    (entry): LegendEntry => ({
      colour: plainColour(getComputedStyle(entry).backgroundColor),
      text: entry.dataset.legend ?? '',
    }),
  );
  return [
    {
      title: panel.dataset.panel ?? '',
      width: svg.clientWidth || Number(svg.getAttribute('width')),
      height: svg.clientHeight || Number(svg.getAttribute('height')),
      plot: plainMarks(svg),
      legend,
    },
  ];
}

const drawn = 'line, path, rect, circle, text';

const geometry = [
  'x',
  'y',
  'dx',
  'dy',
  'x1',
  'y1',
  'x2',
  'y2',
  'width',
  'height',
  'cx',
  'cy',
  'r',
  'd',
] as const;
const geometryOf: Readonly<Record<string, ReadonlySet<string>>> = {
  line: new Set(['x1', 'y1', 'x2', 'y2']),
  path: new Set(['d']),
  rect: new Set(['x', 'y', 'width', 'height']),
  circle: new Set(['cx', 'cy', 'r']),
  text: new Set(['x', 'y', 'dx', 'dy']),
};

/** Style that is carried over, with the value that need not be said. */
const styles: readonly (readonly [string, string])[] = [
  ['fill', ''],
  ['stroke', 'none'],
  ['stroke-width', '1px'],
  ['stroke-dasharray', 'none'],
  ['fill-opacity', '1'],
  ['opacity', '1'],
];
const textStyles: readonly (readonly [string, string])[] = [
  ['font-size', ''],
  ['font-weight', '400'],
  ['text-anchor', 'start'],
];

/** The plot's marks alone, without classes, styles and variables: what other programs read. */
function plainMarks(svg: SVGSVGElement): string {
  return [...svg.querySelectorAll<SVGElement>(drawn)]
    .filter((mark) => !mark.closest('defs'))
    .map(plainMark)
    .join('\n');
}

function plainMark(mark: SVGElement): string {
  const style = getComputedStyle(mark);
  const copy = document.createElementNS('http://www.w3.org/2000/svg', mark.tagName);
  for (const name of geometry) {
    const value = mark.getAttribute(name);
    if (value !== null && geometryOf[mark.tagName]?.has(name)) copy.setAttribute(name, rounded(value));
  }
  const carried = mark.tagName === 'text' ? [...styles, ...textStyles] : styles;
  for (const [name, usual] of carried) {
    const value = style.getPropertyValue(name);
    const plain = name === 'fill' || name === 'stroke' ? plainColour(value) : value;
    if (plain !== usual) copy.setAttribute(name, plain);
  }
  // The words as they are drawn, without the title that tells a cut name in full.
  if (mark.tagName === 'text')
    copy.textContent = [...mark.childNodes]
      .filter((node) => node.nodeName !== 'title')
      .map((node) => node.textContent)
      .join('');
  return new XMLSerializer().serializeToString(copy).replace(' xmlns="http://www.w3.org/2000/svg"', '');
}

/** Hundredths of a pixel are more than any print shows. */
function rounded(value: string): string {
  return value.replace(/\d+\.\d{3,}/g, (number) => String(Math.round(Number(number) * 100) / 100));
}

let brush: CanvasRenderingContext2D | null | undefined;

/** `#rrggbb` of whatever CSS takes for a colour: mixtures and wide colour spaces are for browsers only. */
function plainColour(value: string): string {
  if (value === 'none' || value === '' || /^#[0-9a-f]{6}$/i.test(value)) return value || 'none';
  brush ??= Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', {
    willReadFrequently: true,
  });
  if (!brush) return value;
  brush.clearRect(0, 0, 1, 1);
  brush.fillStyle = value;
  brush.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = brush.getImageData(0, 0, 1, 1).data;
  if (alpha === 0) return 'none';
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
