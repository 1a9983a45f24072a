import type { SliceKind } from '#eval/metrics/slices/slice-kinds.ts';
import type { SliceSort } from './slices-address.ts';

interface KindWords {
  readonly label: string;
  /** Whose slices they are, and what they mean. */
  readonly says: string;
}

export const sliceKindWords: Readonly<Record<SliceKind, KindWords>> = {
  emotion: {
    label: 'Emotion',
    says: 'By the emotion that the dataset gives the dialogue: the word that its speaker was asked to tell of.',
  },
  valence: {
    label: 'Valence',
    says: 'By whether the dialogue’s emotion is positive or negative, in MIME’s grouping (Majumder et al. 2020): positive are caring, confident, content, excited, faithful, grateful, hopeful, impressed, joyful, prepared, proud, surprised and trusting; the other 19 of the 32 are negative, anticipating, nostalgic and sentimental among them. Others group some of them otherwise.',
  },
  turns: {
    label: 'Length of the context, in turns',
    says: 'By how many turns stand before the answer, as the systems saw them.',
  },
  words: {
    label: 'Length of the context, in words',
    says: 'By how many words, between white space, the turns before the answer hold together. The groups are the same for every dataset.',
  },
  turn: {
    label: 'Turn of the answer',
    says: 'By the place of the answer in its dialogue, from 0: the first answer of the listener is turn 1.',
  },
};

export const sortLabels: Readonly<Record<SliceSort, string>> = {
  score: 'Score of the first system',
  order: 'Their own order',
  size: 'Number of responses',
};
