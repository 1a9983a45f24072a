import { cider } from '#eval/metrics/cider.ts';
import { cocoRougeL } from '#eval/metrics/coco-rouge-l.ts';
import type { Segment } from '#eval/metrics/corpus-metric.ts';
import { distinct } from '#eval/metrics/distinct.ts';
import { kempDistinct } from '#eval/metrics/kemp-distinct.ts';
import { multiBleu } from '#eval/metrics/multi-bleu.ts';
import { addBleuSums, bleuSums, nlgEvalBleu } from '#eval/metrics/nlg-eval-bleu.ts';
import { shortestReferenceBleu } from '#eval/metrics/shortest-reference-bleu.ts';
import { nltkWordTokenize } from '#eval/text/nltk-word-tokenize.ts';
import { stripCharacters } from '#eval/text/strip-characters.ts';
import { splitOnWhitespace, trimWhitespace } from '#eval/text/whitespace.ts';
import type { EvaluationTable } from './evaluation.ts';
import { EvaluationError } from './evaluation-error.ts';
import type { Fields } from './fields.ts';
import { segmentsOf } from './segments.ts';

/** What the evaluation scripts of papers on empathetic dialogue compute, each under the name of its paper. */
export const edPapers: EvaluationTable = {
  'cem.calc_distinct_n': (params, inputs) => {
    params.oneOf('tokenizer', ['nltk.word_tokenize'], 'nltk.word_tokenize');
    params.oneOf('unit', ['fraction'], 'fraction');
    const texts = inputs.strings('candidates').map((text) => nltkWordTokenize(text));
    return Object.fromEntries([1, 2, 3].map((n) => [`dist${n}`, distinct(texts, n).share]));
  },
  'emprl.cem_dist': (params, inputs) => {
    params.oneOf('tokenizer', ['nltk.word_tokenize'], 'nltk.word_tokenize');
    params.oneOf('unit', ['percent'], 'percent');
    const texts = inputs.strings('candidates').map((text) => nltkWordTokenize(trimWhitespace(text)));
    return Object.fromEntries([1, 2].map((n) => [`dist${n}`, 100 * distinct(texts, n).share]));
  },
  'kemp.get_dist': (params, inputs) => {
    whitespaceOnly(params);
    params.oneOf('unit', ['fraction'], 'fraction');
    params.oneOf('bigram_join', [''], '');
    const scores = kempDistinct(inputs.strings('candidates').map(splitOnWhitespace));
    return {
      macro_dist1: scores.macroDist1,
      macro_dist2: scores.macroDist2,
      micro_dist1: scores.microDist1,
      micro_dist2: scores.microDist2,
      avg_len: scores.meanLength,
    };
  },
  distinct_n: (params, inputs) => {
    whitespaceOnly(params);
    params.oneOf('scope', ['corpus'], 'corpus');
    params.oneOf('unit', ['fraction'], 'fraction');
    return distinctFields(inputs.strings('candidates').map(splitOnWhitespace));
  },
  'kemp.compute_bleu': (params, inputs) => paperBleu(params, inputs, 0),
  'empdg.compute_bleu': (params, inputs) => paperBleu(params, inputs, 1e-16),
  'kemp.strip_pred': (_params, inputs) => trimWhitespace(stripCharacters(inputs.string('line'), 'Pred:')),
  'moses.multi_bleu': (params, inputs) => {
    whitespaceOnly(params);
    const lowercase = params.boolean('lowercase', false);
    const { hypLen, refLen, ...scores } = definedOr(multiBleu(alignedSegments(inputs), { lowercase }));
    return { ...scores, hyp_len: hypLen, ref_len: refLen };
  },
  'nlg_eval.coco': (params, inputs) => coco(segmentsOf(inputs), params.number('rouge_beta', { min: 0 }, 1.2)),
};

function whitespaceOnly(params: Fields): void {
  params.oneOf('tokenizer', ['whitespace'], 'whitespace');
}

/** Distinct-1 to 4; `li2016_tokens_dist…` divides by tokens instead of n-grams, as the words of Li et al. 2016 have it. */
function distinctFields(texts: readonly (readonly string[])[]): object {
  const tokens = texts.reduce((sum, { length }) => sum + length, 0);
  const fields = [1, 2, 3, 4].flatMap((n) => {
    const { distinct: kinds, total, share } = distinct(texts, n);
    return [
      [`dist${n}`, share],
      [`distinct${n}`, kinds],
      [`total${n}`, total],
      [`li2016_tokens_dist${n}`, tokens === 0 ? 0 : kinds / tokens],
    ];
  });
  return Object.fromEntries(fields);
}

function paperBleu(params: Fields, inputs: Fields, ratioFloor: number): object {
  whitespaceOnly(params);
  params.oneOf('ref_length', ['min'], 'min');
  const maxOrder = params.integer('max_order', { min: 1, max: 100 }, 4);
  const smooth = params.boolean('smooth', false);
  const segments = alignedSegments(inputs).map(({ hypothesis, references }) => ({
    hypothesis: splitOnWhitespace(hypothesis),
    references: references.map(splitOnWhitespace),
  }));
  const options = { maxOrder, smooth, ratioFloor };
  const { translationLength, referenceLength, ...scores } = definedOr(
    shortestReferenceBleu(segments, options),
  );
  return { ...scores, translation_length: translationLength, reference_length: referenceLength };
}

function definedOr<Value>(
  estimate:
    | { readonly status: 'defined'; readonly value: Value }
    | { readonly status: 'undefined'; readonly reason: string },
): Value {
  if (estimate.status === 'defined') return estimate.value;
  throw new EvaluationError('undefined', `undefined: ${estimate.reason}`);
}

/** `references` has for each hypothesis a text, or a list of them. */
function alignedSegments(inputs: Fields): Segment[] {
  const hypotheses = inputs.strings('hypotheses', { atLeast: 1 });
  const references = inputs.list('references', { atLeast: hypotheses.length, atMost: hypotheses.length });
  return hypotheses.map((hypothesis, i) => {
    const own = references[i];
    const list: readonly unknown[] = Array.isArray(own) ? own : [own];
    if (list.length === 0 || !list.every((text) => typeof text === 'string'))
      inputs.fail(`references[${i}]`, 'must be a string, or a list of at least one');
    return { hypothesis, references: list as readonly string[] };
  });
}

function coco(segments: readonly Segment[], beta: number): object {
  const sums = segments.map(({ hypothesis, references }) =>
    bleuSums(splitOnWhitespace(hypothesis), references.map(splitOnWhitespace)),
  );
  const bySegment = sums.map(nlgEvalBleu);
  const rougeL = Float64Array.from(segments, (segment) => cocoRougeL(segment, beta));
  const ciderScores = cider(segments);
  return {
    bleu: nlgEvalBleu(addBleuSums(sums)),
    rouge_l: meanOf(rougeL),
    cider: meanOf(ciderScores),
    bleu_sentence: [0, 1, 2, 3].map((order) => bySegment.map((scores) => scores[order] ?? 0)),
    rouge_l_sentence: rougeL,
    cider_sentence: ciderScores,
  };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
