import { rescaled } from '#eval/metrics/bert-score.ts';
import { embeddingMatch, embeddingMatches } from '#eval/metrics/embedding-match.ts';
import { emotionAccuracySignature } from '#eval/metrics/emotion-accuracy.ts';
import {
  type EmpathyAgreement,
  type EmpathyMechanism,
  empathyAgreement,
  empathyAgreementSignature,
  empathyAgreementWidth,
  empathyMechanisms,
  type MechanismAgreement,
} from '#eval/metrics/empathy-agreement.ts';
import { type LabelScores, labelCountsWidth, labelScores } from '#eval/metrics/label-counts.ts';
import { perplexity } from '#eval/metrics/perplexity.ts';
import { defined, type Estimate, notDefined } from '#eval/statistics/estimate.ts';
import type { Described, RowKind, RowMetric } from './text-metric.ts';

/** Metrics whose rows models make beforehand, each with what its numbers depend on beside the texts in its signature. */

const madeByModels: RowKind['open'] = () => {
  throw new Error('rows of this kind are made by a model before they are folded');
};

/** Whether rows of a kind need a model, and so are none of those that a text alone gives. */
export function isMadeByModels({ open }: RowKind): boolean {
  return open === madeByModels;
}

type Folded = Pick<Described, 'name' | 'label' | 'page' | 'unit' | 'better' | 'signature'> & {
  readonly value: (sums: Float64Array) => Estimate;
};

export function kindOf(signature: string, width: number, needsReference: boolean): RowKind {
  return { signature, width, needsReference, open: madeByModels };
}

export function metricsOf(rows: RowKind, metrics: readonly Folded[]): RowMetric[] {
  return metrics.map(({ value, ...described }) => ({
    ...described,
    isDefault: false,
    needsReference: rows.needsReference,
    rows,
    aggregate: value,
    item: value,
  }));
}

/** Row: log-likelihood of the response, its tokens that were predicted, its words. */
export function perplexityMetrics({
  model,
  end,
}: {
  readonly model: string;
  readonly end: 'counted' | 'left out';
}): RowMetric[] {
  const rows = kindOf(`likelihood|model:${model}|end:${end.replace(' ', '-')}|v:1`, 3, false);
  return metricsOf(
    rows,
    (['token', 'word'] as const).map((per) => {
      const metric = perplexity({ per, model, end });
      return {
        name: `perplexity.${per}`,
        label: `Perplexity per ${per}`,
        page: 'perplexity',
        unit: 'perplexity',
        better: 'neither',
        signature: `perplexity|${metric.signature()}`,
        value: (sums) => metric.aggregate([sums[0] ?? 0, sums[per === 'token' ? 1 : 2] ?? 0]),
      };
    }),
  );
}

const bertScoreParts = ['P', 'R', 'F'] as const;
const partNames = { P: 'precision', R: 'recall', F: 'F' } as const;

export interface BertScoreForm {
  /** The encoder, e.g. by the hash of its weights. */
  readonly encoder: string;
  readonly layer: number;
  /** Of which references the inverse document frequencies are; null without them. */
  readonly idf: string | null;
  /** Of P, R and F; null where scores are not rescaled. */
  readonly baseline: readonly [number, number, number] | null;
}

/** Row: P, R, F, 1. Means over responses; rescaling a mean is the mean of the rescaled. */
export function bertScoreMetrics({ encoder, layer, idf, baseline }: BertScoreForm): RowMetric[] {
  const from = `encoder:${encoder}|layer:${layer}|idf:${idf ?? 'no'}`;
  const version = 'version:bert_score 0.3.13, unpadded';
  return metricsOf(
    kindOf(`BERTScore|${from}|${version}`, 4, true),
    bertScoreParts.map((part, column) => ({
      name: `bertscore.${part}`,
      label: `BERTScore ${partNames[part]}`,
      page: 'bertscore',
      unit: 'cosine',
      better: 'higher',
      signature: `BERTScore ${part}|${from}|baseline:${baseline?.[column] ?? 'no'}|${version}`,
      value: (sums) => {
        const count = sums[3] ?? 0;
        if (count === 0) return notDefined('there are no responses');
        const mean = (sums[column] ?? 0) / count;
        return defined(baseline ? rescaled(mean, baseline[column] ?? 0) : mean);
      },
    })),
  );
}

const matchNames = { average: 'Embedding average', extrema: 'Embedding extrema', greedy: 'Greedy matching' };
const matchWidth = 3;

/** Row: that of `embeddingMatch` for each of `embeddingMatches`. @param vectors as there */
export function embeddingMetrics(vectors: string): RowMetric[] {
  const rows = kindOf(
    `embeddings|vectors:${vectors}|version:nlg-eval-2.3`,
    matchWidth * embeddingMatches.length,
    true,
  );
  return metricsOf(
    rows,
    embeddingMatches.map((kind, at) => {
      const metric = embeddingMatch(kind, vectors);
      return {
        name: `embedding_${kind}`,
        label: matchNames[kind],
        page: 'embedding-match',
        unit: 'cosine',
        better: 'higher',
        signature: metric.signature(),
        value: (sums) => metric.aggregate(sums, at * matchWidth),
      };
    }),
  );
}

const mechanismNames: Readonly<Record<EmpathyMechanism, readonly [field: string, words: string]>> = {
  emotionalReaction: ['emotional_reaction', 'Emotional reaction'],
  interpretation: ['interpretation', 'Interpretation'],
  exploration: ['exploration', 'Exploration'],
};

/**
 * Of the responses alone. Row: that of `empathyAgreement` of each response with itself, so that the person's own answers
 * have levels too.
 */
export function empathyLevelMetrics(identifiers: string): RowMetric[] {
  const rows = kindOf(
    `levels of responses|${empathyAgreementSignature(identifiers)}`,
    empathyAgreementWidth,
    false,
  );
  return metricsOf(
    rows,
    empathyMechanisms.flatMap((mechanism): Folded[] => {
      const [field, words] = mechanismNames[mechanism];
      const metric = { page: 'empathy-agreement', better: 'neither' } as const;
      const signature = (what: string) => `${field} ${what}|${empathyAgreementSignature(identifiers)}`;
      return [
        {
          ...metric,
          name: `empathy.${field}.mean_level`,
          label: `${words}, mean level`,
          unit: 'level',
          signature: signature('mean level'),
          value: (sums) => empathyAgreement(sums)[mechanism].meanLevel,
        },
        {
          ...metric,
          name: `empathy.${field}.share`,
          label: `${words}, share`,
          unit: 'fraction',
          signature: signature('share'),
          value: (sums) => empathyAgreement(sums)[mechanism].share,
        },
      ];
    }),
  );
}

const agreementParts: readonly (readonly [keyof EmpathyAgreement, string, string])[] = [
  ['empF1', 'emp_f1', 'Emp-F1'],
  ['macroEmpF1', 'macro_emp_f1', 'Emp-F1, macro'],
  ['exactMatch', 'exact_match', 'Levels of empathy, exact match'],
];
const mechanismParts: readonly (readonly [keyof MechanismAgreement, string, string])[] = [
  ['accuracy', 'accuracy', 'accuracy'],
  ['weightedF1', 'weighted_f1', 'weighted F1'],
  ['macroF1', 'macro_f1', 'macro F1'],
];

/** Of the responses' levels against the references'. Row: that of `empathyAgreement`. */
export function empathyAgreementMetrics(identifiers: string): RowMetric[] {
  const signature = empathyAgreementSignature(identifiers);
  const rows = kindOf(`levels of responses and references|${signature}`, empathyAgreementWidth, true);
  const folded = (name: string, label: string, value: (agreement: EmpathyAgreement) => Estimate): Folded => ({
    name: `empathy.${name}`,
    label,
    page: 'empathy-agreement',
    unit: 'fraction',
    better: 'higher',
    signature: `${name}|${signature}`,
    value: (sums) => value(empathyAgreement(sums)),
  });
  return metricsOf(rows, [
    ...agreementParts.map(([part, name, label]) =>
      folded(name, label, (agreement) => agreement[part] as Estimate),
    ),
    ...empathyMechanisms.flatMap((mechanism) => {
      const [field, words] = mechanismNames[mechanism];
      return mechanismParts.map(([part, name, label]) =>
        folded(`${field}.${name}`, `${words}, ${label}`, (agreement) => agreement[mechanism][part]),
      );
    }),
  ]);
}

const emotionParts: readonly (readonly [keyof LabelScores, string, string])[] = [
  ['accuracy', 'accuracy', 'Emotion accuracy'],
  ['macroF1', 'macro_f1', 'Emotion, macro F1'],
  ['weightedF1', 'weighted_f1', 'Emotion, weighted F1'],
];

/** Of the labels that systems themselves give. Row: that of `label-counts.ts`. @param labels hash of the classes' names */
export function emotionMetrics({
  classes,
  labels,
}: {
  readonly classes: number;
  readonly labels: string;
}): RowMetric[] {
  const signature = emotionAccuracySignature(classes, `said by the system|names:${labels}`);
  return metricsOf(
    kindOf(`emotions|${signature}`, labelCountsWidth(classes), false),
    emotionParts.map(([part, name, label]) => ({
      name: `emotion_accuracy.${name}`,
      label,
      page: 'emotion-accuracy',
      unit: 'fraction',
      better: 'higher',
      signature: `${name}|${signature}`,
      value: (sums) => {
        const scores = labelScores(sums, classes);
        return scores ? defined(scores[part]) : notDefined('there are no labels');
      },
    })),
  );
}
