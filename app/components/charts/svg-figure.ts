/** What a figure on the page is taken apart into, to be put together again as one picture. */
export interface FigurePanel {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  /** The plot's marks as SVG elements, with their colours spelt out. */
  readonly plot: string;
  readonly legend: readonly LegendEntry[];
}

export interface LegendEntry {
  readonly colour: string;
  readonly text: string;
}

const gap = 28;
const titleHeight = 26;
const legendLine = 20;
const font = 'Inter, Helvetica, Arial, sans-serif';
// Set text is narrower than this a character on average, so lines of the legend do not run out of their panel.
const characterWidth = 6.6;
const swatch = 18;

/** Panels in a grid with their titles and legends, as one SVG document that stands by itself. */
export function composeFigure(panels: readonly FigurePanel[], columns: number): string {
  const width = Math.max(...panels.map((panel) => panel.width));
  const rows: FigurePanel[][] = [];
  for (let start = 0; start < panels.length; start += columns)
    rows.push(panels.slice(start, start + columns));
  let top = 0;
  const groups: string[] = [];
  for (const row of rows) {
    for (const [column, panel] of row.entries())
      groups.push(`<g transform="translate(${column * (width + gap)} ${top})">${panelGroup(panel)}</g>`);
    top += Math.max(...row.map(panelHeight)) + gap;
  }
  const used = Math.min(columns, panels.length);
  const size = { width: used * width + (used - 1) * gap, height: top - gap };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" font-family="${font}">`,
    ...groups,
    '</svg>\n',
  ].join('\n');
}

function panelGroup(panel: FigurePanel): string {
  const legend = legendLines(panel).map((line, index) => {
    const y = titleHeight + panel.height + legendLine * index + 14;
    return line.map(
      ({ x, colour, text }) =>
        `<rect x="${x}" y="${y - 10}" width="12" height="12" rx="2" fill="${colour}"/><text x="${x + swatch}" y="${y}" font-size="12" fill="#50545c">${escapeXml(text)}</text>`,
    );
  });
  return [
    `<text x="0" y="16" font-size="14" font-weight="600" fill="#1d1f23">${escapeXml(panel.title)}</text>`,
    `<g transform="translate(0 ${titleHeight})">${panel.plot}</g>`,
    ...legend.flat(),
  ].join('\n');
}

function panelHeight(panel: FigurePanel): number {
  return titleHeight + panel.height + legendLines(panel).length * legendLine;
}

/** Entries from left to right, a new line where one would not fit. */
function legendLines(panel: FigurePanel): (LegendEntry & { readonly x: number })[][] {
  const lines: (LegendEntry & { x: number })[][] = [];
  let x = Number.POSITIVE_INFINITY;
  for (const entry of panel.legend) {
    const width = swatch + entry.text.length * characterWidth + 14;
    if (x + width > panel.width) {
      lines.push([]);
      x = 0;
    }
    lines.at(-1)?.push({ ...entry, x });
    x += width;
  }
  return lines;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
