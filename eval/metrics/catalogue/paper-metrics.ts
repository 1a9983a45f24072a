import { closestLength } from '#eval/metrics/bleu.ts';
import { cider } from '#eval/metrics/cider.ts';
import { cocoRougeL } from '#eval/metrics/coco-rouge-l.ts';
import { asciiWords, multiBleuCounter, multiBleuOfSums } from '#eval/metrics/multi-bleu.ts';
import { nlgEvalBleu } from '#eval/metrics/nlg-eval-bleu.ts';
import { WordBleuCounter, wordBleuCounts, wordBleuWidth } from '#eval/metrics/word-bleu-row.ts';
import { defined } from '#eval/statistics/estimate.ts';
import { splitOnWhitespace } from '#eval/text/whitespace.ts';
import { meanOfColumn } from './mean-metric.ts';
import { meanOfSegments } from './mean-of-segments.ts';
import type { CorpusTextMetric, RowKind, RowMetric } from './text-metric.ts';

const coco = 'nrefs:1|case:mixed|tok:whitespace|smooth:none|version:nlg-eval 2.3';

const cocoBleuRows: RowKind = {
  signature: `COCO BLEU|${coco}`,
  width: wordBleuWidth,
  needsReference: true,
  open: () => {
    const counter = new WordBleuCounter(closestLength);
    return ({ hypothesis, references }, row) =>
      counter.add(splitOnWhitespace(hypothesis), references.map(splitOnWhitespace), row);
  },
};

/** BLEU-1 to 4 as Maluuba's nlg-eval prints them, from 0 to 1. */
const cocoBleu: readonly RowMetric[] = [1, 2, 3, 4].map((order) => {
  const score = (sums: Float64Array) => {
    const { sysLen, refLen, counts, totals } = wordBleuCounts(sums);
    const scores = nlgEvalBleu({
      matches: Array.from(counts),
      totals: Array.from(totals),
      length: sysLen,
      referenceLength: refLen,
    });
    return defined(scores[order - 1] ?? 0);
  };
  return {
    name: `nlg_eval.bleu_${order}`,
    label: `BLEU-${order} (nlg-eval)`,
    page: 'nlg-eval',
    unit: 'fraction',
    better: 'higher',
    isDefault: true,
    needsReference: true,
    signature: `COCO BLEU-${order}|${coco}`,
    rows: cocoBleuRows,
    aggregate: score,
    item: score,
  };
});

const cocoRougeSignature = 'COCO ROUGE-L|beta:1.2|nrefs:1|tok:single spaces|version:nlg-eval 2.3';

const cocoRouge: RowMetric = {
  name: 'nlg_eval.rouge_l',
  label: 'ROUGE-L (nlg-eval)',
  page: 'nlg-eval',
  unit: 'fraction',
  better: 'higher',
  isDefault: false,
  needsReference: true,
  signature: cocoRougeSignature,
  rows: {
    signature: cocoRougeSignature,
    width: 2,
    needsReference: true,
    open: () => (segment, row) => {
      row[0] = cocoRougeL(segment);
      row[1] = 1;
    },
  },
  aggregate: meanOfColumn(0),
  item: meanOfColumn(0),
};

const multiBleuSignature = 'multi-bleu.perl|nrefs:1|case:mixed|tok:whitespace|smooth:none';

function scoreMultiBleu(sums: Float64Array): ReturnType<RowMetric['aggregate']> {
  const estimate = multiBleuOfSums(sums);
  return estimate.status === 'defined' ? defined(estimate.value.bleu) : estimate;
}

/** Moses' script, to the two decimals that it prints. */
const multiBleu: RowMetric = {
  name: 'moses.multi_bleu',
  label: 'BLEU (Moses)',
  page: 'multi-bleu',
  unit: 'percent',
  better: 'higher',
  isDefault: true,
  needsReference: true,
  signature: multiBleuSignature,
  rows: {
    signature: multiBleuSignature,
    width: wordBleuWidth,
    needsReference: true,
    open: () => {
      const counter = multiBleuCounter();
      return ({ hypothesis, references }, row) =>
        counter.add(asciiWords(hypothesis), references.map(asciiWords), row);
    },
  },
  aggregate: scoreMultiBleu,
  item: scoreMultiBleu,
};

export const paperMetrics: readonly RowMetric[] = [multiBleu, ...cocoBleu, cocoRouge];

/** Document frequencies are those of the whole corpus, in resamples too. */
export const ciderMetric: CorpusTextMetric = {
  name: 'nlg_eval.cider',
  label: 'CIDEr',
  page: 'nlg-eval',
  unit: 'ten',
  better: 'higher',
  isDefault: false,
  needsReference: true,
  signature: 'CIDEr|nrefs:1|sigma:6|idf:references of the corpus|tok:whitespace|version:nlg-eval 2.3',
  isShifted: false,
  score: (segments, groups) => meanOfSegments(cider(segments), groups),
};
