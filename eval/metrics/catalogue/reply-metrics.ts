import { replyLength } from '#eval/metrics/length.ts';
import { repeatedRepliesSignature, replyKey } from '#eval/metrics/repeated-replies.ts';
import { repetition } from '#eval/metrics/repetition.ts';
import { selfBleu, selfBleuSignature } from '#eval/metrics/self-bleu.ts';
import { createRandom } from '#lib/rng.ts';
import { meanOfSegments } from './mean-of-segments.ts';
import { sumRowMetric } from './sum-row-metric.ts';
import type { CorpusTextMetric, RowMetric } from './text-metric.ts';

const words = replyLength();

/** Mean words of a response: the one length there is, with the defaults of the line protocol. */
export const lengthMetric: RowMetric = sumRowMetric(
  words,
  {
    name: 'length',
    label: 'Length',
    page: 'length',
    unit: 'tokens',
    better: 'neither',
    isDefault: true,
    needsReference: false,
    signature: `length|${words.signature()}`,
  },
  ({ hypothesis }) => hypothesis,
);

const within = repetition();

export const repetitionMetric: RowMetric = sumRowMetric(
  within,
  {
    name: 'repetition',
    label: 'Repetition within responses',
    page: 'repetition',
    unit: 'fraction',
    better: 'lower',
    isDefault: false,
    needsReference: false,
    signature: `repetition|${within.signature()}`,
  },
  ({ hypothesis }) => hypothesis,
);

const of = { unit: 'fraction', better: 'lower', isDefault: false, needsReference: false } as const;

/** Which responses are repeated is told of the whole corpus. */
export const repeatedRepliesMetric: CorpusTextMetric = {
  ...of,
  name: 'repeated_replies.repeated',
  label: 'Responses given more than once',
  page: 'repetition',
  signature: `repeated|${repeatedRepliesSignature}`,
  isShifted: false,
  score: (segments, groups) => {
    const keys = segments.map(({ hypothesis }) => replyKey(hypothesis));
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    const isRepeated = keys.map((key) => ((counts.get(key) ?? 0) > 1 ? 1 : 0));
    return meanOfSegments(isRepeated, groups);
  },
};

const selfBleuSeed = 1;

/** Of at most 1,000 responses drawn by the seed, of equal numbers of responses the same ones; their references are all others. */
export const selfBleuMetric: CorpusTextMetric = {
  ...of,
  name: 'self_bleu',
  label: 'Self-BLEU',
  page: 'self-bleu',
  signature: `Self-BLEU|${selfBleuSignature({}, selfBleuSeed)}`,
  isShifted: false,
  score: (segments, groups) => {
    const replies = segments.map(({ hypothesis }) => hypothesis);
    const { byReply, drawn } = selfBleu(replies, createRandom(selfBleuSeed));
    return meanOfSegments(
      byReply,
      drawn.map((at) => groups[at]!),
    );
  },
};

export const replyMetrics = [lengthMetric, repetitionMetric, repeatedRepliesMetric, selfBleuMetric] as const;
