import { valenceOf } from './emotion-valence.ts';

export const sliceKinds = ['emotion', 'valence', 'turns', 'words', 'turn'] as const;
export type SliceKind = (typeof sliceKinds)[number];

/** What is known of a context beside its texts. */
export interface ContextFacts {
  readonly id: number;
  /** Of the dialogue; null where the dataset does not say. */
  readonly emotion: string | null;
  /** Turns that the context holds. */
  readonly turns: number;
  /** Words of these turns, between white space. */
  readonly words: number;
  /** Place of the answer in its dialogue, from 0. */
  readonly turn: number;
}

export interface Slice {
  readonly key: string;
  readonly label: string;
  /** Slices of a kind ascend by it where they have an order of their own; 0 else. */
  readonly order: number;
}

/** The slice of a context; null where it cannot be said. */
export function sliceOf(kind: SliceKind, facts: ContextFacts): Slice | null {
  switch (kind) {
    case 'emotion':
      return facts.emotion === null ? null : { key: facts.emotion, label: facts.emotion, order: 0 };
    case 'valence': {
      const valence = facts.emotion === null ? null : valenceOf(facts.emotion);
      return valence && { key: valence, label: valence, order: valence === 'positive' ? 0 : 1 };
    }
    case 'turns':
      return counted(facts.turns, 'turn');
    case 'words':
      return ofWords(facts.words);
    case 'turn':
      return { ...upTo(facts.turn), label: upTo(facts.turn).key };
  }
}

/** What has an order of its own is shown in it; the others are sorted by their scores. */
export function isOrdered(kind: SliceKind): boolean {
  return kind !== 'emotion' && kind !== 'valence';
}

/** From here on contexts are few in every collection that we know. */
const many = 9;

function upTo(count: number): { readonly key: string; readonly order: number } {
  return count < many ? { key: String(count), order: count } : { key: `${many}+`, order: many };
}

function counted(count: number, noun: string): Slice {
  const { key, order } = upTo(count);
  return { key, order, label: `${key.replace('+', ' or more')} ${noun}${count === 1 ? '' : 's'}` };
}

/** Upper ends; the same for every dataset, so that slices of two can be read side by side. */
const ends = [10, 20, 30, 50, 80];

function ofWords(words: number): Slice {
  const place = ends.findIndex((end) => words <= end);
  const [from, to] =
    place < 0 ? [ends.at(-1)! + 1, null] : [place === 0 ? 0 : ends[place - 1]! + 1, ends[place]!];
  const key = to === null ? `${from}+` : `${from}-${to}`;
  const label =
    to === null ? `${from} words or more` : from === 0 ? `up to ${to} words` : `${from} to ${to} words`;
  return { key, label, order: place < 0 ? ends.length : place };
}
