import { NltkBleu, NltkBleuCounter } from '#eval/metrics/nltk-bleu.ts';
import { NltkMeteor } from '#eval/metrics/nltk-meteor.ts';
import { notDefined } from '#eval/statistics/estimate.ts';
import { rememberedNltkWords as wordsOf } from '#eval/text/word-tokenizer.ts';
import { meanOfColumn } from './mean-metric.ts';
import type { RowMetric } from './text-metric.ts';

const release = 'tok:nltk.word_tokenize|version:nltk 3.8.1';
const meteorSignature = `METEOR|alpha:0.9|beta:3|gamma:0.5|stem:porter|wordnet:3.0|${release}`;
const bleuSignature = `NLTK BLEU|nrefs:1|case:mixed|smooth:method0|weights:quarters|${release}`;
const bleu = new NltkBleu();
const meanOfMeteor = meanOfColumn(0);

const scoreBleu: RowMetric['aggregate'] = (sums) =>
  bleu.scoreOfSums(sums)[0] ?? notDefined('there are no weights');

/** NLTK 3.8.1 with its defaults on words of `nltk.word_tokenize`, from 0 to 1. */
export const nltkMetrics: readonly RowMetric[] = [
  {
    name: 'nltk.meteor_score',
    label: 'METEOR',
    page: 'nltk-meteor',
    unit: 'fraction',
    better: 'higher',
    isDefault: false,
    needsReference: true,
    signature: meteorSignature,
    rows: {
      signature: meteorSignature,
      width: 2,
      needsReference: true,
      open: (resources) => {
        const meteor = new NltkMeteor({ wordNet: resources.wordNet() });
        return ({ hypothesis, references }, row) => {
          const targets = references.map(wordsOf);
          row[0] = meteor.score(targets, wordsOf(hypothesis));
          row[1] = 1;
        };
      },
    },
    aggregate: meanOfMeteor,
    item: meanOfMeteor,
  },
  {
    name: 'nltk.corpus_bleu',
    label: 'BLEU (NLTK)',
    page: 'nltk-bleu',
    unit: 'fraction',
    better: 'higher',
    isDefault: false,
    needsReference: true,
    signature: bleuSignature,
    rows: {
      signature: bleuSignature,
      width: 10,
      needsReference: true,
      open: () => {
        const counter = new NltkBleuCounter(4);
        return ({ hypothesis, references }, row) =>
          counter.add(
            {
              hypothesis: wordsOf(hypothesis),
              references: references.map(wordsOf),
            },
            row,
          );
      },
    },
    aggregate: scoreBleu,
    item: scoreBleu,
  },
];
