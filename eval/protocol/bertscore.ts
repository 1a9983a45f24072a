import {
  type BertScoreOptions,
  bertScores,
  type EmbeddedText,
  inverseDocumentFrequencies,
  rescaled,
} from '#eval/metrics/bert-score.ts';
import type { EvaluationTable } from './evaluation.ts';
import { EvaluationError } from './evaluation-error.ts';
import { type Fields, fieldsOf } from './fields.ts';

/** The formulas of bert_score 0.3.13 on embeddings that the line brings. */
export const bertscore: EvaluationTable = {
  'bertscore.pair': (params, inputs) => {
    params.oneOf('idf', ['weights given'], 'weights given');
    const text = (side: string) =>
      embeddedText(inputs, {
        vectors: inputs.matrix(`${side}_embedding`, { atLeast: 1 }),
        weights: inputs.numbers(`${side}_weights`),
        name: `${side}_weights`,
      });
    const [scores] = columnsOf([{ hypothesis: text('hyp'), reference: text('ref') }]);
    return scores;
  },
  'bertscore.batch': (params, inputs) => {
    params.oneOf('idf', ['weights given'], 'weights given');
    const hypotheses = embeddedTexts(inputs, 'hyp');
    const references = embeddedTexts(inputs, 'ref');
    if (hypotheses.length !== references.length)
      inputs.fail('ref_embeddings', `must have ${hypotheses.length} texts, as hyp_embeddings has`);
    const pairs = hypotheses.map((hypothesis, i) => ({
      hypothesis,
      reference: references[i] as EmbeddedText,
    }));
    const scores = columnsOf(pairs, { padding: 'as one batch' });
    return {
      P: scores.map(({ P }) => P),
      R: scores.map(({ R }) => R),
      F: scores.map(({ F }) => F),
    };
  },
  'bertscore.idf_dict': (params, inputs) => {
    params.oneOf('default_for_unseen', ['log(num_docs+1)'], 'log(num_docs+1)');
    const { known, unseen } = inverseDocumentFrequencies(inputs.numberLists('documents'));
    const token = inputs.optionalNumber('unseen_token');
    return { idf: known, unseen: (token === undefined ? undefined : known.get(token)) ?? unseen };
  },
  'bertscore.rescale': (params, inputs) => {
    // Whose baseline it is changes nothing in the numbers.
    params.raw('model');
    params.raw('layer');
    const baseline = params.numbers('baseline', { below: 1, atLeast: 3, atMost: 3 });
    const columns = (['P', 'R', 'F'] as const).map((name, i) => {
      const base = baseline[i] ?? 0;
      const value = Array.isArray(inputs.raw(name))
        ? inputs.numbers(name).map((score) => rescaled(score, base))
        : rescaled(inputs.number(name), base);
      return [name, value] as const;
    });
    return Object.fromEntries(columns);
  },
  'bertscore.score': () => {
    throw new EvaluationError(
      'unavailable',
      'BERTScore of texts needs an encoder, which is not at hand here. Give bertscore.pair or bertscore.batch the embeddings, or score with `workbench score` and an encoder directory.',
    );
  },
};

function columnsOf(pairs: Parameters<typeof bertScores>[0], options?: BertScoreOptions) {
  return bertScores(pairs, options).map(({ precision, recall, f }) => ({ P: precision, R: recall, F: f }));
}

function embeddedTexts(inputs: Fields, side: string): EmbeddedText[] {
  const weights = inputs.numberLists(`${side}_weights`, { atLeast: 1 });
  const embeddings = inputs.list(`${side}_embeddings`, { atLeast: weights.length, atMost: weights.length });
  return embeddings.map((rows, i) => {
    const vectors = fieldsOf({ [i]: rows }, `inputs.${side}_embeddings`).matrix(String(i), { atLeast: 1 });
    return embeddedText(inputs, {
      vectors,
      weights: weights[i] ?? new Float64Array(0),
      name: `${side}_weights[${i}]`,
    });
  });
}

function embeddedText(
  inputs: Fields,
  { vectors, weights, name }: EmbeddedText & { readonly name: string },
): EmbeddedText {
  if (weights.length !== vectors.length)
    inputs.fail(name, `must have ${vectors.length} weights, one for each vector`);
  return { vectors, weights };
}
