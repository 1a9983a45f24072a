import {
  type BleuOptions,
  type BleuScore,
  type BleuSmoothing,
  type BleuSmoothingOptions,
  bleu,
  bleuOfCounts,
  bleuSmoothings,
} from '#eval/metrics/bleu.ts';
import { type ChrfOptions, chrf } from '#eval/metrics/chrf.ts';
import type { CorpusMetric, CorpusScore, Segment } from '#eval/metrics/corpus-metric.ts';
import { corpusScore, referenceCount } from '#eval/metrics/corpus-score.ts';
import { type TerScore, ter } from '#eval/metrics/ter.ts';
import { bleuTokenizers, sacrebleuTokenize } from '#eval/text/sacrebleu-tokenizers.ts';
import { type TerTokenizerOptions, terTokenize } from '#eval/text/ter-tokenizer.ts';
import type { EvaluationTable } from './evaluation.ts';
import type { Fields } from './fields.ts';
import { segmentOf, segmentsOf } from './segments.ts';

/** sacreBLEU 2.6.0: BLEU, chrF, TER and their tokenisers. */
export const sacrebleu: EvaluationTable = {
  'sacrebleu.corpus_bleu': (params, inputs) =>
    scored(bleu(bleuOptionsOf(params)), segmentsOf(inputs), bleuFields),
  'sacrebleu.sentence_bleu': (params, inputs) =>
    scored(bleu(bleuOptionsOf(params, true)), [segmentOf(inputs)], bleuFields),
  'sacrebleu.compute_bleu': (params, inputs) => {
    const options = smoothingOf(params, { method: 'none', effectiveOrder: false });
    const order = maxOrderOf(params);
    const counts = inputs.numbers('correct', { min: 0, atLeast: order, atMost: order });
    const totals = inputs.numbers('total', { min: 0, atLeast: order, atMost: order });
    const sysLen = inputs.number('sys_len', { min: 0 });
    const refLen = inputs.number('ref_len', { min: 0 });
    return bleuFields(bleuOfCounts({ counts, totals, sysLen, refLen }, options));
  },
  'sacrebleu.corpus_chrf': (params, inputs) =>
    scored(chrf(chrfOptionsOf(params)), segmentsOf(inputs), chrfFields),
  'sacrebleu.sentence_chrf': (params, inputs) =>
    scored(chrf(chrfOptionsOf(params)), [segmentOf(inputs)], chrfFields),
  'sacrebleu.corpus_ter': (params, inputs) =>
    scored(ter(terOptionsOf(params)), segmentsOf(inputs), terFields),
  'sacrebleu.sentence_ter': (params, inputs) =>
    scored(ter(terOptionsOf(params)), [segmentOf(inputs)], terFields),
  'sacrebleu.tokenize': (params, inputs) =>
    sacrebleuTokenize(inputs.string('text'), params.oneOf('tokenizer', bleuTokenizers, '13a')),
  'sacrebleu.ter_tokenize': (params, inputs) => terTokenize(inputs.string('text'), terOptionsOf(params)),
};

/** @param effectiveOrder what sacreBLEU takes where nothing is said: for single sentences true */
export function bleuOptionsOf(params: Fields, effectiveOrder = false): BleuOptions {
  return {
    tokenize: params.oneOf('tokenize', bleuTokenizers, '13a'),
    lowercase: params.boolean('lowercase', false),
    maxNgramOrder: maxOrderOf(params),
    ...smoothingOf(params, { effectiveOrder }),
  };
}

export function chrfOptionsOf(params: Fields): ChrfOptions {
  return {
    charOrder: params.integer('char_order', { min: 1, max: 100 }, 6),
    wordOrder: params.integer('word_order', { min: 0, max: 100 }, 0),
    beta: params.number('beta', { min: 0 }, 2),
    lowercase: params.boolean('lowercase', false),
    whitespace: params.boolean('whitespace', false),
    epsSmoothing: params.boolean('eps_smoothing', false),
  };
}

export function terOptionsOf(params: Fields): TerTokenizerOptions {
  return {
    normalized: params.boolean('normalized', false),
    noPunct: params.boolean('no_punct', false),
    asianSupport: params.boolean('asian_support', false),
    caseSensitive: params.boolean('case_sensitive', false),
  };
}

function smoothingOf(
  params: Fields,
  { method = 'exp', effectiveOrder }: { method?: BleuSmoothing; effectiveOrder: boolean },
): BleuSmoothingOptions {
  return {
    smoothMethod: params.oneOf('smooth_method', bleuSmoothings, method),
    smoothValue: params.optionalNumber('smooth_value', { min: 0 }),
    effectiveOrder: params.boolean('effective_order', effectiveOrder),
  };
}

function maxOrderOf(params: Fields): number {
  return params.integer('max_ngram_order', { min: 1, max: 100 }, 4);
}

function scored<Score extends CorpusScore>(
  metric: CorpusMetric<Score>,
  segments: readonly Segment[],
  fields: (score: Score) => object,
): object {
  return {
    ...fields(corpusScore(metric, segments)),
    name: metric.name,
    signature: metric.signature(referenceCount(segments)),
  };
}

function bleuFields({ sysLen, refLen, ...score }: BleuScore): object {
  return { ...score, sys_len: sysLen, ref_len: refLen };
}

function chrfFields({ score }: CorpusScore): object {
  return { score };
}

function terFields({ score, numEdits, refLength }: TerScore): object {
  return { score, num_edits: numEdits, ref_length: refLength };
}
