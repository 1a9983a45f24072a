import { porterStem } from '#eval/text/porter-stemmer.ts';
import type { WordNet } from '#eval/text/word-net.ts';

export interface MeteorOptions {
  /** Weight of precision against recall, default 0.9. */
  readonly alpha?: number;
  /** How the penalty grows with fragmentation, default 3. */
  readonly beta?: number;
  /** Greatest penalty, default 0.5. */
  readonly gamma?: number;
  /** Where the third stage finds synonyms; without it there are two stages. */
  readonly wordNet?: WordNet;
}

/**
 * METEOR as NLTK 3.8.1 computes it (`nltk.translate.meteor_score`, after Lavie & Agarwal 2007), in [0, 1]: words in lower
 * case are aligned when equal, then by Porter stem, then by WordNet synonym of the stem. Each stage goes through hypothesis
 * and reference from the end and takes the first match, so the chunks are not the fewest possible. It is not METEOR 1.5:
 * no paraphrases, no weights for function words.
 *
 * Made once and used for many segments, for it remembers stems and synonyms.
 */
export class NltkMeteor {
  readonly #alpha: number;
  readonly #beta: number;
  readonly #gamma: number;
  readonly #wordNet: WordNet | undefined;
  readonly #stems = new Map<string, string>();
  readonly #synonyms = new Map<string, readonly string[]>();

  constructor({ alpha = 0.9, beta = 3, gamma = 0.5, wordNet }: MeteorOptions = {}) {
    this.#alpha = alpha;
    this.#beta = beta;
    this.#gamma = gamma;
    this.#wordNet = wordNet;
  }

  /** The best score over the references. @throws RangeError where there is none */
  score(references: readonly (readonly string[])[], hypothesis: readonly string[]): number {
    if (references.length === 0) throw new RangeError('a segment needs at least one reference');
    const words = hypothesis.map((word) => word.toLowerCase());
    return Math.max(...references.map((reference) => this.#scoreOne(reference, words)));
  }

  #scoreOne(reference: readonly string[], words: readonly string[]): number {
    const places = this.#align(
      words,
      reference.map((word) => word.toLowerCase()),
    );
    const matches = places.reduce((count, place) => (place < 0 ? count : count + 1), 0);
    if (matches === 0) return 0;
    const precision = matches / words.length;
    const recall = matches / reference.length;
    const denominator = this.#alpha * precision + (1 - this.#alpha) * recall;
    if (denominator === 0) return 0;
    const mean = (precision * recall) / denominator;
    const penalty = this.#gamma * (chunksOf(places) / matches) ** this.#beta;
    return (1 - penalty) * mean;
  }

  /** For each word of the hypothesis the place in the reference that it is aligned with, -1 where with none. */
  #align(words: readonly string[], reference: readonly string[]): Int32Array {
    const places = new Int32Array(words.length).fill(-1);
    const isTaken = new Uint8Array(reference.length);
    const exact = (word: string) => [word];
    matchFromEnd({ words, reference, places, isTaken }, exact);
    const stems = (all: readonly string[], isDone: (i: number) => boolean) =>
      all.map((word, i) => (isDone(i) ? '' : this.#stemOf(word)));
    const stemmed = {
      words: stems(words, (i) => places[i]! >= 0),
      reference: stems(reference, (j) => isTaken[j] === 1),
      places,
      isTaken,
    };
    matchFromEnd(stemmed, exact);
    // The reference passes stems on, so synonyms are those of the stem.
    if (this.#wordNet !== undefined) matchFromEnd(stemmed, (stem) => this.#synonymsOf(stem));
    return places;
  }

  #stemOf(word: string): string {
    let stem = this.#stems.get(word);
    if (stem === undefined) {
      stem = porterStem(word);
      this.#stems.set(word, stem);
    }
    return stem;
  }

  /** Single words alone, and the word itself. */
  #synonymsOf(word: string): readonly string[] {
    let synonyms = this.#synonyms.get(word);
    if (synonyms === undefined) {
      const lemmas = this.#wordNet?.lemmasOf(word).filter((lemma) => !lemma.includes('_')) ?? [];
      synonyms = [word, ...lemmas.filter((lemma) => lemma !== word)];
      this.#synonyms.set(word, synonyms);
    }
    return synonyms;
  }
}

interface Alignment {
  readonly words: readonly string[];
  readonly reference: readonly string[];
  readonly places: Int32Array;
  readonly isTaken: Uint8Array;
}

/** Up to so many words the reference is searched word by word, which is faster than an index for sentences. */
const shortReference = 64;

/** Gives each free word, from the last on, the last free word of the reference that is one of `formsOf` it. */
function matchFromEnd(alignment: Alignment, formsOf: (word: string) => readonly string[]): void {
  const { words, reference, places, isTaken } = alignment;
  const find = reference.length <= shortReference ? searchIn(alignment) : indexOf(alignment);
  for (let i = words.length - 1; i >= 0; i--) {
    if (places[i]! >= 0) continue;
    let last = -1;
    for (const form of formsOf(words[i]!)) last = Math.max(last, find(form, last));
    if (last < 0) continue;
    places[i] = last;
    isTaken[last] = 1;
  }
}

/** The last free place of a word after a place, or -1. */
type Find = (word: string, after: number) => number;

function searchIn({ reference, isTaken }: Alignment): Find {
  return (word, after) => {
    for (let j = reference.length - 1; j > after; j--)
      if (isTaken[j] === 0 && reference[j] === word) return j;
    return -1;
  };
}

function indexOf({ reference, isTaken }: Alignment): Find {
  const free = new Map<string, number[]>();
  reference.forEach((word, j) => {
    if (isTaken[j] === 1) return;
    const list = free.get(word);
    if (list === undefined) free.set(word, [j]);
    else list.push(j);
  });
  return (word, after) => {
    const list = free.get(word);
    if (list === undefined) return -1;
    while (list.length > 0 && isTaken[list[list.length - 1]!] === 1) list.pop();
    const last = list[list.length - 1] ?? -1;
    return last > after ? last : -1;
  };
}

/** Runs of words that are aligned with neighbouring words in the same order. */
function chunksOf(places: Int32Array): number {
  let chunks = 0;
  let before = -1;
  let beforePlace = -1;
  places.forEach((place, i) => {
    if (place < 0) return;
    if (chunks === 0 || i !== before + 1 || place !== beforePlace + 1) chunks++;
    before = i;
    beforePlace = place;
  });
  return chunks;
}
