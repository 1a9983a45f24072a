import { bleu } from '#eval/metrics/bleu.ts';
import { chrf } from '#eval/metrics/chrf.ts';
import type { CorpusMetric } from '#eval/metrics/corpus-metric.ts';
import { corpusScore } from '#eval/metrics/corpus-score.ts';
import { distinct } from '#eval/metrics/distinct.ts';
import { NltkBleu } from '#eval/metrics/nltk-bleu.ts';
import { NltkMeteor } from '#eval/metrics/nltk-meteor.ts';
import { RougeScorer } from '#eval/metrics/rouge.ts';
import { ter } from '#eval/metrics/ter.ts';
import { nltkWordTokenize } from '#eval/text/nltk-word-tokenize.ts';
import { readWordNet } from '#models/wordnet/read-word-net.ts';

/** Hypotheses and references, one a line. */
export interface Pairs {
  readonly hypotheses: readonly string[];
  readonly references: readonly string[];
}

export interface TextTask {
  readonly name: string;
  /** What the reference program is. */
  readonly peer: string;
  /** Pairs, or sentences, from the start of the files. */
  readonly size: number;
  /** The peer's processor time on the same lines, in seconds, best of three, on 2 vCPU Xeon @ 2.50 GHz. */
  readonly peerSeconds: number;
  /** What the peer computed, to the digits it was printed with. */
  readonly peerValue: number;
  /** Makes ready what the peer's time leaves out too; gives what is timed. */
  prepare(pairs: Pairs): () => number;
}

/** The text metrics whose reference programs were timed on the same lines. */
export const textTasks: readonly TextTask[] = [
  corpusTask('BLEU, 13a', () => bleu(), { size: 100_000, peerSeconds: 10.992, peerValue: 29.01644675 }),
  corpusTask('BLEU, intl', () => bleu({ tokenize: 'intl' }), {
    size: 100_000,
    peerSeconds: 10.533,
    peerValue: 30.37650299,
  }),
  corpusTask('BLEU, none', () => bleu({ tokenize: 'none' }), {
    size: 100_000,
    peerSeconds: 6.311,
    peerValue: 25.22049901,
  }),
  {
    name: 'BLEU of sentences, 13a',
    peer: 'sacrebleu 2.6.0',
    size: 100_000,
    peerSeconds: 10.87,
    peerValue: 29.35671185,
    prepare: (pairs) => {
      const segments = segmentsOf(pairs);
      return () => {
        const metric = bleu({ effectiveOrder: true });
        const row = new Float64Array(metric.width);
        return mean(segments, (segment) => {
          metric.statistics(segment, row);
          return metric.aggregate(row).score;
        });
      };
    },
  },
  corpusTask('chrF', () => chrf(), { size: 10_000, peerSeconds: 1.994, peerValue: 42.13038299 }),
  corpusTask('chrF++', () => chrf({ wordOrder: 2 }), {
    size: 10_000,
    peerSeconds: 2.338,
    peerValue: 41.58048535,
  }),
  corpusTask('TER', () => ter(), { size: 2000, peerSeconds: 0.789, peerValue: 68.19318915 }),
  rougeTask('ROUGE-1/2/L', ['rouge1', 'rouge2', 'rougeL'], { peerSeconds: 1.143, peerValue: 0.468742 }),
  rougeTask('ROUGE-1/2/L, stemmed', ['rouge1', 'rouge2', 'rougeL'], {
    useStemmer: true,
    peerSeconds: 3.112,
    peerValue: 0.47053,
  }),
  rougeTask('ROUGE-Lsum', ['rougeLsum'], { peerSeconds: 0.793, peerValue: 0.4687417918 }),
  {
    name: 'word_tokenize',
    peer: 'NLTK 3.8.1',
    size: 100_000,
    peerSeconds: 11.325,
    peerValue: 1179383,
    prepare:
      ({ hypotheses }) =>
      () =>
        hypotheses.reduce((sum, text) => sum + nltkWordTokenize(text).length, 0),
  },
  {
    name: 'Dist-1 and Dist-2 of EmpRL',
    peer: 'EmpRL, which tokenises twice',
    size: 100_000,
    peerSeconds: 25.071,
    peerValue: 15.7022,
    prepare:
      ({ hypotheses }) =>
      () => {
        const texts = hypotheses.map((text) => nltkWordTokenize(text));
        distinct(texts, 1);
        return 100 * distinct(texts, 2).share;
      },
  },
  {
    name: 'BLEU of NLTK, method7',
    peer: 'NLTK 3.8.1',
    size: 100_000,
    peerSeconds: 7.304,
    peerValue: 0.3078821471,
    prepare: (pairs) => {
      const segments = tokenSegmentsOf(pairs);
      return () => {
        const [score] = new NltkBleu({ smoothing: 'method7' }).score(segments);
        return score?.status === 'defined' ? score.value : Number.NaN;
      };
    },
  },
  {
    name: 'BLEU of sentences of NLTK, method1',
    peer: 'NLTK 3.8.1',
    size: 10_000,
    peerSeconds: 0.989,
    peerValue: 0.2512539638,
    prepare: (pairs) => {
      const segments = tokenSegmentsOf(pairs);
      return () => {
        const metric = new NltkBleu({ smoothing: 'method1' });
        return mean(segments, (segment) => {
          if (segment.hypothesis.length === 0) return 0;
          const [score] = metric.score([segment]);
          return score?.status === 'defined' ? score.value : Number.NaN;
        });
      };
    },
  },
  // biome-ignore lint/suspicious/noApproximativeNumericConstant: seconds, not π
  meteorTask('METEOR', 'with WordNet', { peerSeconds: 3.141, peerValue: 0.4296657653 }),
  meteorTask('METEOR, no synonyms', 'without', { peerSeconds: 1.633, peerValue: 0.4241031187 }),
];

type Peer = Pick<TextTask, 'peerSeconds' | 'peerValue'>;

function corpusTask(name: string, metric: () => CorpusMetric, peer: Peer & Pick<TextTask, 'size'>): TextTask {
  return {
    name,
    peer: 'sacrebleu 2.6.0',
    ...peer,
    prepare: (pairs) => {
      const segments = segmentsOf(pairs);
      return () => corpusScore(metric(), segments).score;
    },
  };
}

function rougeTask(
  name: string,
  types: readonly string[],
  { useStemmer = false, ...peer }: Peer & { readonly useStemmer?: boolean },
): TextTask {
  const last = types[types.length - 1] ?? '';
  return {
    name,
    peer: 'rouge_score 0.1.2',
    size: 10_000,
    ...peer,
    prepare: (pairs) => () => {
      const scorer = new RougeScorer({ types, useStemmer });
      return mean(
        pairs.hypotheses,
        (text, i) => scorer.score(pairs.references[i] ?? '', text)[last]?.fmeasure ?? 0,
      );
    },
  };
}

function meteorTask(name: string, synonyms: 'with WordNet' | 'without', peer: Peer): TextTask {
  return {
    name,
    peer: 'NLTK 3.8.1',
    size: 10_000,
    ...peer,
    prepare: (pairs) => {
      const segments = tokenSegmentsOf(pairs);
      const options = synonyms === 'without' ? {} : { wordNet: readWordNet() };
      return () => {
        const meteor = new NltkMeteor(options);
        return mean(segments, ({ hypothesis, references }) =>
          hypothesis.length === 0 ? 0 : meteor.score(references, hypothesis),
        );
      };
    },
  };
}

function segmentsOf({ hypotheses, references }: Pairs) {
  return hypotheses.map((hypothesis, i) => ({ hypothesis, references: [references[i] ?? ''] }));
}

function tokenSegmentsOf(pairs: Pairs) {
  const split = (text: string) => text.split(' ').filter((token) => token !== '');
  return segmentsOf(pairs).map(({ hypothesis, references }) => ({
    hypothesis: split(hypothesis),
    references: references.map(split),
  }));
}

function mean<T>(values: readonly T[], of: (value: T, index: number) => number): number {
  return values.reduce((sum, value, index) => sum + of(value, index), 0) / values.length;
}
