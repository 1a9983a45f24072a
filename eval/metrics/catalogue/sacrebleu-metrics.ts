import { bleu } from '#eval/metrics/bleu.ts';
import { chrf } from '#eval/metrics/chrf.ts';
import type { CorpusMetric } from '#eval/metrics/corpus-metric.ts';
import { ter } from '#eval/metrics/ter.ts';
import { defined } from '#eval/statistics/estimate.ts';
import type { RowMetric } from './text-metric.ts';

/** sacreBLEU 2.6.0 with its defaults, under its own signatures. */
export const sacrebleuMetrics: readonly RowMetric[] = [
  {
    ...sacrebleuMetric({ name: 'sacrebleu.corpus_bleu', label: 'BLEU', page: 'bleu' }, bleu),
    // Of a single answer few have a four-gram in common, so orders without n-grams are left out, as in sentence_bleu.
    item: (row) => defined(bleu({ effectiveOrder: true }).aggregate(row).score),
  },
  sacrebleuMetric({ name: 'sacrebleu.corpus_chrf', label: 'chrF', page: 'chrf' }, chrf),
  {
    ...sacrebleuMetric({ name: 'sacrebleu.corpus_chrf++', label: 'chrF++', page: 'chrf' }, () =>
      chrf({ wordOrder: 2 }),
    ),
    isDefault: false,
  },
  { ...sacrebleuMetric({ name: 'sacrebleu.corpus_ter', label: 'TER', page: 'ter' }, ter), better: 'lower' },
];

function sacrebleuMetric(
  named: Pick<RowMetric, 'name' | 'label' | 'page'>,
  make: () => CorpusMetric,
): RowMetric {
  const metric = make();
  const signature = `${metric.name}|${metric.signature(1)}`;
  const score = (sums: Float64Array) => defined(metric.aggregate(sums).score);
  return {
    ...named,
    unit: 'percent',
    better: 'higher',
    isDefault: true,
    needsReference: true,
    signature,
    rows: {
      signature,
      width: metric.width,
      needsReference: true,
      open: () => {
        const own = make();
        return (segment, row) => own.statistics(segment, row);
      },
    },
    aggregate: score,
    item: score,
  };
}
