import { noveltyMetric, sentimentMetrics } from './given-metrics.ts';
import {
  bertScoreMetrics,
  embeddingMetrics,
  emotionMetrics,
  empathyAgreementMetrics,
  empathyLevelMetrics,
  perplexityMetrics,
} from './model-metrics.ts';
import type { RowMetric } from './text-metric.ts';

/** Metrics of one kind that a signature names a model for; whether the signature is really theirs is looked at later. */
type Rebuild = (parts: readonly string[]) => RowMetric[];

const forms: readonly (readonly [RegExp, Rebuild])[] = [
  [
    /^perplexity\|per:\w+\|model:(.*)\|end:(.*)\|v:1$/s,
    ([model = '', end]) => perplexityMetrics({ model, end: end === 'counted' ? 'counted' : 'left out' }),
  ],
  [
    /^BERTScore .\|encoder:(.*)\|layer:(\d+)\|idf:(.*)\|baseline:(.*)\|version:/s,
    ([encoder = '', layer, idf = 'no', baseline]) => {
      const value = Number(baseline);
      return bertScoreMetrics({
        encoder,
        layer: Number(layer),
        idf: idf === 'no' ? null : idf,
        // A metric's signature tells its own alone, which is all that it needs.
        baseline: baseline === 'no' ? null : [value, value, value],
      });
    },
  ],
  [/^match:\w+\|vectors:(.*)\|version:/s, ([vectors = '']) => embeddingMetrics(vectors)],
  [
    /\|levels:none,weak,strong\|identifiers:(.*)\|v:1$/s,
    ([identifiers = '']) => [...empathyAgreementMetrics(identifiers), ...empathyLevelMetrics(identifiers)],
  ],
  [
    /\|classes:(\d+)\|labels:said by the system\|names:(.*)\|v:1$/s,
    ([classes, labels = '']) => emotionMetrics({ classes: Number(classes), labels }),
  ],
  [
    /^novelty\|n:(4|reply)\|train:(.*)\|case:mixed\|tok:13a\|v:1$/s,
    ([n, training = '']) => noveltyMetric(training, n === '4' ? 4 : 'reply'),
  ],
  [
    /^sentiment\|difference:\w+\|lexicon:vader-3\.3\.2#(.*)\|v:1$/s,
    ([lexicon = '']) => sentimentMetrics(lexicon),
  ],
];

/** The same of the signatures that rows are stored under. */
const rowForms: readonly (readonly [RegExp, Rebuild])[] = [
  [
    /^likelihood\|model:(.*)\|end:(.*)\|v:1$/s,
    ([model = '', end]) => perplexityMetrics({ model, end: end === 'counted' ? 'counted' : 'left out' }),
  ],
  [
    /^BERTScore\|encoder:(.*)\|layer:(\d+)\|idf:(.*)\|version:/s,
    ([encoder = '', layer, idf = 'no']) =>
      bertScoreMetrics({ encoder, layer: Number(layer), idf: idf === 'no' ? null : idf, baseline: null }),
  ],
  [/^embeddings\|vectors:(.*)\|version:/s, ([vectors = '']) => embeddingMetrics(vectors)],
  [
    /^levels of responses.*\|levels:none,weak,strong\|identifiers:(.*)\|v:1$/s,
    ([identifiers = '']) => [...empathyAgreementMetrics(identifiers), ...empathyLevelMetrics(identifiers)],
  ],
  [
    /^emotions\|classes:(\d+)\|labels:said by the system\|names:(.*)\|v:1$/s,
    ([classes, labels = '']) => emotionMetrics({ classes: Number(classes), labels }),
  ],
  [
    /^novelty\|n:(4|reply)\|train:(.*)\|case:mixed\|tok:13a\|v:1$/s,
    ([n, training = '']) => noveltyMetric(training, n === '4' ? 4 : 'reply'),
  ],
  [/^sentiment\|lexicon:vader-3\.3\.2#(.*)\|v:1$/s, ([lexicon = '']) => sentimentMetrics(lexicon)],
];

/**
 * The metrics that fold rows which a model made, BERTScore without rescaling.
 * @param signature of the rows, without what says how texts were prepared
 * @returns none for rows of texts alone, or of another version
 */
export function metricsOfModelRows(signature: string): readonly RowMetric[] {
  for (const [form, rebuild] of rowForms) {
    const parts = form.exec(signature)?.slice(1);
    const metrics = parts ? rebuild(parts).filter(({ rows }) => rows.signature === signature) : [];
    if (metrics.length > 0) return metrics;
  }
  return [];
}

/**
 * The metric of a stored score, so that its rows can be folded again over other responses without its model.
 * @param signature without what says how texts were prepared
 * @returns undefined for one that needs no model, or of another version
 */
export function storedModelMetric(name: string, signature: string): RowMetric | undefined {
  for (const [form, rebuild] of forms) {
    const parts = form.exec(signature)?.slice(1);
    const metric = parts && rebuild(parts).find((each) => each.name === name && each.signature === signature);
    if (metric) return metric;
  }
  return undefined;
}
