import type { BoardAddress } from './board-address.ts';
import type { BoardMetric } from './score-board.ts';

const usual: ReadonlySet<string> = new Set([
  'sacrebleu.corpus_bleu',
  'sacrebleu.corpus_chrf',
  'rouge_score.rougeL',
  'nltk.meteor_score',
  'distinct_n.dist1',
  'distinct_n.dist2',
  'length',
]);

/** The columns that an address shows: where it names none, one of each kind, and those that models were chosen for. */
export function shownMetrics(
  metrics: readonly BoardMetric[],
  chosen: BoardAddress['metrics'],
): readonly BoardMetric[] {
  if (chosen === 'all') return metrics;
  const named = metrics.filter(({ name }) => chosen.includes(name));
  if (named.length > 0) return named;
  const few = metrics.filter(({ name, needsChoice }) => usual.has(name) || needsChoice);
  return few.length > 0 ? few : metrics;
}
