import type { Segment } from '../corpus-metric.ts';
import { type Clustered, foldRows, foldTexts, notScored, type ScoreOfCorpus } from './fold.ts';
import type { CorpusTextMetric, RowMetric } from './text-metric.ts';

/** What a system's answers to contexts come to, with the context and the dialogue of each. */
export interface InContexts<Value> {
  readonly values: readonly Value[];
  readonly contexts: readonly number[];
  readonly dialogues: readonly number[];
}

type Pair<Value> = readonly [Value, Value];

/** The scores of two systems over the contexts that both answered: paired, with equally many resamples. */
export function foldSharedRows(pair: Pair<InContexts<Float64Array>>, metric: RowMetric): Pair<ScoreOfCorpus> {
  const [a, b] = sharedOf(pair);
  return [foldRows(a, [metric])[0] ?? nothing, foldRows(b, [metric])[0] ?? nothing];
}

export function foldSharedTexts(
  pair: Pair<InContexts<Segment>>,
  metric: CorpusTextMetric,
): Pair<ScoreOfCorpus> {
  const [a, b] = sharedOf(pair);
  return [foldTexts(a, metric), foldTexts(b, metric)];
}

const nothing = notScored('no context was answered by both');

function sharedOf<Value>([a, b]: Pair<InContexts<Value>>): Pair<Clustered<Value>> {
  return [within(a, new Set(b.contexts)), within(b, new Set(a.contexts))];
}

function within<Value>(
  { values, contexts, dialogues }: InContexts<Value>,
  others: ReadonlySet<number>,
): Clustered<Value> {
  const kept = contexts.flatMap((context, at) => (others.has(context) ? [at] : []));
  // Every place that is kept has all three.
  return { values: kept.map((at) => values[at]!), clusterOf: kept.map((at) => dialogues[at]!) };
}
