import { textMetrics } from '#eval/metrics/catalogue/catalogue.ts';
import { modelMetrics } from '#eval/metrics/catalogue/model-metric-names.ts';
import type { Described } from '#eval/metrics/catalogue/text-metric.ts';

// Part of the build: it holds the pages that belong to the metrics it computes.
const documents = import.meta.glob<string>('../../docs/metrics/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const index = 'index';

const pages: ReadonlyMap<string, string> = new Map(
  Object.entries(documents).map(([path, text]) => [path.replace(/^.*\/|\.md$/g, ''), text]),
);

export interface MetricPage {
  readonly title: string;
  /** Markdown without its title. */
  readonly text: string;
  /** What of it stands in the tables of scores. */
  readonly metrics: readonly ShownMetric[];
}

export type ShownMetric = Pick<Described, 'name' | 'label' | 'unit' | 'better' | 'signature'>;

/** What is known of a metric; null where there is no such page. */
export function metricPage(name: string): MetricPage | null {
  const document = name === index ? undefined : pages.get(name);
  if (document === undefined) return null;
  const metrics = [...textMetrics, ...modelMetrics]
    .filter(({ page }) => page === name)
    .map(({ name, label, unit, better, signature }) => ({ name, label, unit, better, signature }));
  return { ...titleAndText(document), metrics };
}

/** What holds for all of them, with a table of the pages. */
export function metricIndex(): Pick<MetricPage, 'title' | 'text'> {
  return titleAndText(pages.get(index) ?? '# Metrics\n');
}

function titleAndText(document: string): Pick<MetricPage, 'title' | 'text'> {
  const [first = '', ...rest] = document.split('\n');
  return { title: first.replace(/^#\s+/, ''), text: rest.join('\n').trim() };
}
