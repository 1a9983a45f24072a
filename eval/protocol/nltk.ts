import { closestLength } from '#eval/metrics/bleu.ts';
import {
  NltkBleu,
  type NltkBleuOptions,
  nltkBrevityPenalty,
  nltkModifiedPrecision,
  nltkSmoothings,
  type TokenSegment,
} from '#eval/metrics/nltk-bleu.ts';
import { NltkMeteor } from '#eval/metrics/nltk-meteor.ts';
import type { Estimate } from '#eval/statistics/estimate.ts';
import { nltkWordTokenize } from '#eval/text/nltk-word-tokenize.ts';
import { porterModes, porterStem } from '#eval/text/porter-stemmer.ts';
import { punktEnglish } from '#eval/text/punkt-english.ts';
import { punktSentences } from '#eval/text/punkt-sentences.ts';
import type { EvaluationTable } from './evaluation.ts';
import type { Fields } from './fields.ts';

/** NLTK 3.8.1: BLEU with its smoothings, METEOR, the Porter stemmer and the tokenisers for English. */
export const nltk: EvaluationTable = {
  'nltk.sentence_bleu': (params, inputs) => scored([tokenSegmentOf(inputs)], params),
  'nltk.corpus_bleu': (params, inputs) => {
    const hypotheses = inputs.stringLists('hypotheses', { atLeast: 1 });
    const references = inputs.stringListLists('list_of_references', {
      atLeast: hypotheses.length,
      atMost: hypotheses.length,
    });
    const segments = hypotheses.map((hypothesis, i) => ({ hypothesis, references: references[i] ?? [] }));
    return scored(segments, params);
  },
  'nltk.modified_precision': (params, inputs) => {
    const n = params.integer('n', { min: 1, max: 1000 });
    const { numerator, denominator } = nltkModifiedPrecision(tokenSegmentOf(inputs), n);
    return { value: numerator / denominator, numerator, denominator };
  },
  'nltk.brevity_penalty': (_params, inputs) => {
    const references = inputs.numbers('reference_lengths', { min: 0, atLeast: 1 });
    const length = inputs.number('hypothesis_length', { min: 0 });
    return { value: nltkBrevityPenalty(closestLength(length, [...references]), length) };
  },
  'nltk.meteor_score': (params, inputs, resources) => {
    const meteor = new NltkMeteor({
      alpha: params.number('alpha', {}, 0.9),
      beta: params.number('beta', {}, 3),
      gamma: params.number('gamma', {}, 0.5),
      ...(params.boolean('synonyms', true) ? { wordNet: resources.wordNet() } : {}),
    });
    const { hypothesis, references } = tokenSegmentOf(inputs);
    return { score: meteor.score(references, hypothesis) };
  },
  'nltk.porter_stem': (params, inputs) => {
    const mode = params.oneOf('mode', porterModes, 'NLTK_EXTENSIONS');
    const toLowercase = params.boolean('to_lowercase', true);
    return { stems: inputs.strings('words').map((word) => porterStem(word, { mode, toLowercase })) };
  },
  'nltk.word_tokenize': (params, inputs) => {
    params.oneOf('language', ['english'], 'english');
    const preserveLine = params.boolean('preserve_line', false);
    return nltkWordTokenize(inputs.string('text'), { preserveLine });
  },
  'nltk.sent_tokenize': (params, inputs) => {
    params.oneOf('language', ['english'], 'english');
    return punktSentences(inputs.string('text'), punktEnglish);
  },
};

function tokenSegmentOf(inputs: Fields): TokenSegment {
  return {
    hypothesis: inputs.strings('hypothesis'),
    references: inputs.stringLists('references', { atLeast: 1 }),
  };
}

function scored(
  segments: readonly TokenSegment[],
  params: Fields,
): { score: Estimate | readonly Estimate[] } {
  const hasSeveral = Array.isArray(params.raw('weights')) && Array.isArray(params.list('weights')[0]);
  const estimates = new NltkBleu(bleuOptionsOf(params, hasSeveral)).score(segments);
  const [first] = estimates;
  return { score: hasSeveral || first === undefined ? estimates : first };
}

function bleuOptionsOf(params: Fields, hasSeveral: boolean): NltkBleuOptions {
  const weights = hasSeveral
    ? params.numberLists('weights', { atLeast: 1 })
    : [params.has('weights') ? params.numbers('weights', { atLeast: 1, atMost: 100 }) : quarters];
  return {
    smoothing: params.oneOf('smoothing', nltkSmoothings, 'method0'),
    weights: weights.map((list) => [...list]),
    autoReweigh: params.boolean('auto_reweigh', false),
    epsilon: params.number('epsilon', {}, 0.1),
    alpha: params.number('alpha', {}, 5),
    k: params.number('k', {}, 5),
  };
}

const quarters = [0.25, 0.25, 0.25, 0.25];
