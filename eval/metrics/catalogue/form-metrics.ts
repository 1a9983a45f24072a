import type { Segment } from '#eval/metrics/corpus-metric.ts';
import { DistinctOfGroups } from '#eval/metrics/distinct-of-groups.ts';
import type { ClusterDraws } from '#eval/statistics/cluster-bootstrap.ts';
import { nltkWordTokenize } from '#eval/text/nltk-word-tokenize.ts';
import { splitOnWhitespace, trimWhitespace } from '#eval/text/whitespace.ts';
import type { CorpusTextMetric } from './text-metric.ts';

interface DistinctForm {
  readonly name: string;
  /** Whose script it is, where several go about. */
  readonly of: string;
  readonly orders: readonly number[];
  readonly unit: 'percent' | 'fraction';
  readonly isDefault: boolean;
  readonly tokenizer: string;
  readonly tokensOf: (text: string) => readonly string[];
}

/** Different n-grams ÷ n-grams of all responses, by the tokens and in the unit of the scripts that go about. */
const forms: readonly DistinctForm[] = [
  {
    name: 'distinct_n',
    of: '',
    orders: [1, 2, 3, 4],
    unit: 'fraction',
    isDefault: true,
    tokenizer: 'whitespace',
    tokensOf: splitOnWhitespace,
  },
  {
    name: 'cem.calc_distinct_n',
    of: ' (CEM)',
    orders: [1, 2, 3],
    unit: 'fraction',
    isDefault: false,
    tokenizer: 'nltk.word_tokenize',
    tokensOf: (text) => nltkWordTokenize(text),
  },
  {
    name: 'emprl.cem_dist',
    of: ' (EmpRL)',
    orders: [1, 2],
    unit: 'percent',
    isDefault: false,
    tokenizer: 'nltk.word_tokenize of the trimmed text',
    tokensOf: (text) => nltkWordTokenize(trimWhitespace(text)),
  },
];

interface Shares {
  readonly groups: readonly number[];
  readonly shares: DistinctOfGroups;
}

/** What the orders of a form have in common, for as long as the texts are held. */
const known = new WeakMap<readonly Segment[], Map<DistinctForm, Shares>>();

function sharesOf(
  form: DistinctForm,
  segments: readonly Segment[],
  groups: readonly number[],
): DistinctOfGroups {
  const ofForms = known.get(segments) ?? new Map<DistinctForm, Shares>();
  known.set(segments, ofForms);
  const last = ofForms.get(form);
  if (last && groups.every((group, at) => group === last.groups[at])) return last.shares;
  const texts = segments.map(({ hypothesis }) => form.tokensOf(hypothesis));
  const shares = new DistinctOfGroups(texts, Math.max(...form.orders), groups);
  ofForms.set(form, { groups, shares });
  return shares;
}

/** They fall as a corpus grows: compare corpora of one size. */
export const distinctMetrics: readonly CorpusTextMetric[] = forms.flatMap((form) =>
  form.orders.map(
    (order): CorpusTextMetric => ({
      name: `${form.name}.dist${order}`,
      label: `Distinct-${order}${form.of}`,
      page: 'distinct',
      unit: form.unit,
      better: 'higher',
      isDefault: form.isDefault && order <= 2,
      needsReference: false,
      signature: `dist${order}|over:n-grams of the corpus|unit:${form.unit}|tok:${form.tokenizer}|v:1`,
      isShifted: true,
      score: (segments, groups) => {
        const shares = sharesOf(form, segments, groups);
        const factor = form.unit === 'percent' ? 100 : 1;
        const share = (weights: ArrayLike<number>) => factor * shares.share(order, weights);
        const ofDraws = (draws: ClusterDraws) =>
          shares.shares(draws)[order - 1]!.map((value) => factor * value);
        return Object.assign(share, { ofDraws });
      },
    }),
  ),
);
