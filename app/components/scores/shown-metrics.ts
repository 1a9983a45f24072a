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

/** What text metrics are called that begin so; others need a model, and who asked for them wants to see them. */
const ofTexts = /^(?:sacrebleu|moses|nlg_eval|rouge_score|nltk|distinct_n|cem|emprl)\.|^(?:length|kemp)/;

/** The columns that an address shows: one of each kind where it names none. */
export function shownMetrics(
  metrics: readonly BoardMetric[],
  chosen: BoardAddress['metrics'],
): readonly BoardMetric[] {
  if (chosen === 'all') return metrics;
  const named = metrics.filter(({ name }) => chosen.includes(name));
  if (named.length > 0) return named;
  const few = metrics.filter(({ name }) => usual.has(name) || !ofTexts.test(name));
  return few.length > 0 ? few : metrics;
}
