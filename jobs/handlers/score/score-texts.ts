import { foldRows, foldTexts, type ScoreOfCorpus } from '#eval/metrics/catalogue/fold.ts';
import { type Preparation, preparedSegment } from '#eval/metrics/catalogue/preparation.ts';
import { isRowMetric, type MetricResources, type TextMetric } from '#eval/metrics/catalogue/text-metric.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { rowWriter } from './row-writer.ts';
import { type ScoreLine, scoreLine } from './score-line.ts';

export interface TextPairs {
  readonly hypotheses: readonly string[];
  /** Null where there are none: metrics that need them are refused. */
  readonly references: readonly string[] | null;
}

/**
 * Scores of plain texts, a segment each; every segment is a cluster of its own in the bootstrap.
 * @throws WorkbenchError `bad-input` where there are none, or other numbers of hypotheses and references
 */
export function scoreTexts(
  { hypotheses, references }: TextPairs,
  {
    metrics,
    prepare,
    resources,
  }: {
    readonly metrics: readonly TextMetric[];
    readonly prepare: Preparation;
    readonly resources: MetricResources;
  },
): ScoreLine[] {
  checkPairs({ hypotheses, references }, metrics);
  const clusterOf = hypotheses.map((_, at) => at);
  const foldedRows = new Map<object, ScoreOfCorpus[]>();
  const rowMetrics = metrics.filter(isRowMetric);
  // Metrics that are given the same list share what they make of it.
  const values = hypotheses.map((hypothesis, at) =>
    preparedSegment({ hypothesis, references: referencesOf(references, at) }, prepare),
  );
  return metrics.map((metric) => {
    const about = { prepare };
    if (!isRowMetric(metric)) return scoreLine(metric, foldTexts({ values, clusterOf }, metric), about);
    const own = rowMetrics.filter(({ rows }) => rows === metric.rows);
    let folded = foldedRows.get(metric.rows);
    if (!folded) {
      const makeRow = rowWriter(metric.rows, { prepare, resources });
      const rows = hypotheses.map((text, at) => makeRow(text, references?.[at] ?? null).statistics);
      const held = rows.filter((row) => row !== null);
      folded = foldRows({ values: held, clusterOf: clusterOf.filter((at) => rows[at] !== null) }, own);
      foldedRows.set(metric.rows, folded);
    }
    return scoreLine(metric, folded[own.indexOf(metric)] as ScoreOfCorpus, about);
  });
}

function checkPairs({ hypotheses, references }: TextPairs, metrics: readonly TextMetric[]): void {
  if (hypotheses.length === 0)
    throw new WorkbenchError('bad-input', 'The file of hypotheses is empty: it needs one segment a line.');
  const needy = metrics.find(({ needsReference }) => needsReference);
  if (references === null && needy)
    throw new WorkbenchError(
      'bad-input',
      `${needy.name} needs --references, a file with one segment a line.`,
    );
  if (references !== null && references.length !== hypotheses.length)
    throw new WorkbenchError(
      'bad-input',
      `The hypotheses have ${hypotheses.length} lines and the references ${references.length}: line N of one belongs to line N of the other.`,
    );
}

function referencesOf(references: readonly string[] | null, at: number): readonly string[] {
  const reference = references?.[at];
  return reference === undefined ? [] : [reference];
}
