import { embeddingMatch, embeddingMatches } from '#eval/metrics/embedding-match.ts';
import { confusionCell, emotionAccuracy } from '#eval/metrics/emotion-accuracy.ts';
import {
  type EmpathyLevels,
  empathyAgreement,
  empathyAgreementStatistics,
  empathyAgreementWidth,
  empathyMechanisms,
} from '#eval/metrics/empathy-agreement.ts';
import { lengthUnits, replyLength } from '#eval/metrics/length.ts';
import { novelty } from '#eval/metrics/novelty.ts';
import { perplexity } from '#eval/metrics/perplexity.ts';
import { repeatedReplies, replyKey } from '#eval/metrics/repeated-replies.ts';
import { repetition } from '#eval/metrics/repetition.ts';
import { selfBleu, selfBleuSignature } from '#eval/metrics/self-bleu.ts';
import { metricValue, type SumMetric } from '#eval/metrics/sum-metric.ts';
import { type WordTokenizerOptions, wordTokenizers } from '#eval/text/word-tokenizer.ts';
import { createRandom } from '#lib/rng.ts';
import { type EvaluationTable, estimated } from './evaluation.ts';
import type { Fields } from './fields.ts';

/** Measures of replies by themselves, against a training text, and of what models find in them. */
export const replyMetrics: EvaluationTable = {
  length: (params, inputs) => {
    const unit = params.oneOf('unit', lengthUnits, 'words');
    return answer(replyLength({ unit, ...wordsOf(params) }), inputs.strings('candidates'));
  },
  repetition: (params, inputs) => {
    const n = params.integer('n', { min: 1, max: 100 }, 4);
    const mean = params.oneOf('mean', ['of-replies', 'of-ngrams'], 'of-replies');
    return answer(repetition({ n, mean, ...wordsOf(params) }), inputs.strings('candidates'));
  },
  repeated_replies: (_params, inputs) => repeatedReplies(inputs.strings('candidates').map(replyKey)),
  self_bleu: (params, inputs) => {
    const maxOrder = params.integer('max_order', { min: 1, max: 100 }, 4);
    const sample = params.integer('sample', { min: 2, max: 2 ** 31 }, 1000);
    const seed = params.integer('seed', {}, 1);
    const options = { maxOrder, sample, ...wordsOf(params) };
    const { score, replies, byReply } = selfBleu(inputs.strings('candidates'), createRandom(seed), options);
    return {
      score: estimated(score),
      replies,
      by_reply: byReply,
      signature: selfBleuSignature(options, seed),
    };
  },
  novelty: (params, inputs) => {
    const n = params.raw('n') === 'reply' ? 'reply' : params.integer('n', { min: 1, max: 100 }, 4);
    const trainingName = params.string('training_name', 'given');
    const metric = novelty(inputs.strings('training'), { n, trainingName, ...wordsOf(params) });
    return answer(metric, inputs.strings('candidates'));
  },
  'nlg_eval.embeddings': (params, inputs) => {
    const vectors = params.string('vectors', 'given');
    const segments = inputs.nestedList('segments', { atLeast: 1 }).map((segment) => ({
      hypothesis: segment.matrix('hypothesis'),
      references: [segment.matrix('reference', { atLeast: 1 })],
    }));
    for (const { hypothesis, references } of segments)
      if (hypothesis.length > 0 && hypothesis[0]?.length !== references[0]?.[0]?.length)
        inputs.fail('segments', 'must have vectors of one length on both sides');
    return Object.fromEntries(
      embeddingMatches.map((kind) => [kind, answer(embeddingMatch(kind, vectors), segments)]),
    );
  },
  emotion_accuracy: (params, inputs) => {
    const classes = params.integer('classes', { min: 1, max: 10_000 }, 32);
    const labels = (name: string) => inputs.numbers(name, { min: 0, max: classes - 1, atLeast: 1 });
    const [truth, predicted] = [labels('truth'), labels('predicted')];
    if (truth.length !== predicted.length)
      inputs.fail('predicted', `must have ${truth.length} labels, as truth has`);
    for (const name of ['truth', 'predicted'] as const)
      if (!(name === 'truth' ? truth : predicted).every((label) => Number.isInteger(label)))
        inputs.fail(name, 'must be whole numbers');
    const cells = truth.map((label, i) => confusionCell(label, predicted[i] ?? 0, classes));
    const { accuracy, macroF1, weightedF1, confusion } = emotionAccuracy(cells, classes);
    return {
      accuracy: estimated(accuracy),
      macro_f1: estimated(macroF1),
      weighted_f1: estimated(weightedF1),
      confusion: Array.from({ length: classes }, (_, row) =>
        confusion.subarray(row * classes, (row + 1) * classes),
      ),
    };
  },
  empathy_agreement: (_params, inputs) => {
    const replies = levelsOf(inputs, 'replies');
    const references = levelsOf(inputs, 'references');
    if (replies.length !== references.length)
      inputs.fail('references', `must have ${replies.length} elements, as replies has`);
    return empathyFields(replies, references);
  },
  perplexity: (params, inputs) => {
    const per = params.oneOf('per', ['token', 'word'], 'token');
    const end = params.oneOf('end', ['counted', 'left out'], 'counted');
    const model = params.string('model', 'given');
    const logLikelihoods = inputs.numbers('log_likelihoods', { max: 0, nonFinite: 'allowed', atLeast: 1 });
    const { length } = logLikelihoods;
    const units = inputs.numbers(`${per}s`, { min: 0, atLeast: length, atMost: length });
    const texts = Array.from(logLikelihoods, (logLikelihood, i) => {
      if (Number.isNaN(logLikelihood)) inputs.fail(`log_likelihoods[${i}]`, 'must be a number');
      return { logLikelihood, tokens: units[i] ?? 0, words: units[i] ?? 0 };
    });
    return answer(perplexity({ per, model, end }), texts);
  },
};

/** The value of all items, and of each by itself, null where an item alone has none. */
function answer<Item>(metric: SumMetric<Item>, items: readonly Item[]): object {
  return {
    score: estimated(metricValue(metric, items)),
    by_item: items.map((item) => {
      const estimate = metricValue(metric, [item]);
      return estimate.status === 'defined' ? estimate.value : null;
    }),
    unit: metric.unit,
    signature: metric.signature(),
  };
}

function wordsOf(params: Fields): WordTokenizerOptions {
  const tokenize = params.oneOf('tokenize', wordTokenizers, '13a');
  return { tokenize, lowercase: params.boolean('lowercase', false) };
}

function levelsOf(inputs: Fields, name: string): EmpathyLevels[] {
  const allowed = [0, 1, 2] as const;
  return inputs.nestedList(name, { atLeast: 1 }).map((levels) => ({
    emotionalReaction: levels.oneOf('emotional_reaction', allowed),
    interpretation: levels.oneOf('interpretation', allowed),
    exploration: levels.oneOf('exploration', allowed),
  }));
}

function empathyFields(replies: readonly EmpathyLevels[], references: readonly EmpathyLevels[]): object {
  const sums = new Float64Array(empathyAgreementWidth);
  const row = new Float64Array(empathyAgreementWidth);
  replies.forEach((reply, i) => {
    empathyAgreementStatistics({ reply, reference: references[i] ?? reply }, row);
    for (let cell = 0; cell < row.length; cell++) sums[cell] = (sums[cell] ?? 0) + (row[cell] ?? 0);
  });
  const agreement = empathyAgreement(sums);
  const byMechanism = empathyMechanisms.map((mechanism) => {
    const scores = agreement[mechanism];
    return [
      mechanism.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      {
        mean_level: estimated(scores.meanLevel),
        mean_reference_level: estimated(scores.meanReferenceLevel),
        share: estimated(scores.share),
        accuracy: estimated(scores.accuracy),
        weighted_f1: estimated(scores.weightedF1),
        macro_f1: estimated(scores.macroF1),
      },
    ];
  });
  return {
    emp_f1: estimated(agreement.empF1),
    macro_emp_f1: estimated(agreement.macroEmpF1),
    exact_match: estimated(agreement.exactMatch),
    ...Object.fromEntries(byMechanism),
  };
}
