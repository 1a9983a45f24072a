import { lcsLength, unionLcsPlaces } from '#eval/text/longest-common-subsequence.ts';
import { NgramTrie } from '#eval/text/ngram-trie.ts';
import { rougeTokenizer } from '#eval/text/rouge-tokens.ts';
import { WordIds } from '#eval/text/word-ids.ts';

/** Values from 0 to 1. */
export interface RougeScore {
  readonly precision: number;
  readonly recall: number;
  /** Their harmonic mean. */
  readonly fmeasure: number;
}

export interface RougeOptions {
  /** `rouge1` to `rouge9`, `rougeL`, `rougeLsum`; another throws RangeError. */
  readonly types: readonly string[];
  readonly useStemmer?: boolean;
  /** The sentences of a text for rougeLsum; default its lines. */
  readonly sentencesOf?: (text: string) => readonly string[];
}

export type RougeScores = Readonly<Record<string, RougeScore>>;

/**
 * ROUGE (Lin 2004) as rouge_score 0.1.2 of Google Research computes it: n-grams, longest common subsequence, and its
 * summary-level form with clipped union. Made once and used for many pairs. Linear in the text for n-grams,
 * quadratic for the subsequences.
 */
export class RougeScorer {
  readonly #types: readonly string[];
  readonly #maxOrder: number;
  readonly #tokenize: (text: string) => string[];
  readonly #sentencesOf: (text: string) => readonly string[];
  readonly #ids = new WordIds();
  readonly #trie = new NgramTrie();

  constructor({ types, useStemmer = false, sentencesOf = linesOf }: RougeOptions) {
    for (const type of types)
      if (!/^rouge([1-9]|L|Lsum)$/.test(type))
        throw new RangeError('ROUGE types are rouge1 to rouge9, rougeL and rougeLsum');
    this.#types = types;
    this.#maxOrder = Math.max(0, ...types.map((type) => orderOf(type)));
    this.#tokenize = rougeTokenizer({ useStemmer });
    this.#sentencesOf = sentencesOf;
  }

  score(target: string, prediction: string): RougeScores {
    const needsTokens = this.#types.some((type) => type !== 'rougeLsum');
    const [targetIds, predictionIds] = needsTokens
      ? [this.#idsOf(target), this.#idsOf(prediction)]
      : [new Int32Array(0), new Int32Array(0)];
    const matches = this.#matches(targetIds, predictionIds);
    const scores: Record<string, RougeScore> = {};
    for (const type of this.#types) {
      if (type === 'rougeLsum') scores[type] = this.#summaryScore(target, prediction);
      else if (type === 'rougeL')
        scores[type] = rougeOf(lcsLength(targetIds, predictionIds), predictionIds.length, targetIds.length);
      else {
        const lost = orderOf(type) - 1;
        scores[type] = rougeOf(matches[lost] ?? 0, predictionIds.length - lost, targetIds.length - lost);
      }
    }
    return scores;
  }

  /** Of each type the score with the target of the highest F, the first of equals. */
  scoreMulti(targets: readonly string[], prediction: string): RougeScores {
    if (targets.length === 0) throw new RangeError('a prediction needs at least one target');
    const all = targets.map((target) => this.score(target, prediction));
    const best = (type: string) =>
      all
        .map((scores) => scores[type] as RougeScore)
        .reduce((held, score) => (score.fmeasure > held.fmeasure ? score : held));
    return Object.fromEntries(this.#types.map((type) => [type, best(type)]));
  }

  #idsOf(text: string): Int32Array {
    return this.#ids.ofAll(this.#tokenize(text));
  }

  #matches(target: Int32Array, prediction: Int32Array): Float64Array {
    const matches = new Float64Array(this.#maxOrder);
    if (this.#maxOrder > 0) {
      this.#trie.clear();
      this.#trie.addReference(target, target.length, this.#maxOrder);
      const places = { matches, maxOrder: this.#maxOrder, from: 0, stride: 1 };
      this.#trie.countMatches(prediction, prediction.length, places);
    }
    return matches;
  }

  #summaryScore(target: string, prediction: string): RougeScore {
    const sentences = (text: string) => this.#sentencesOf(text).map((sentence) => this.#idsOf(sentence));
    return summaryRouge(sentences(target), sentences(prediction));
  }
}

function orderOf(type: string): number {
  return /^rouge[1-9]$/.test(type) ? Number(type.slice(5)) : 0;
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** @param predicted,wanted how many there are in the prediction and in the target; nothing of nothing scores 0 */
function rougeOf(hits: number, predicted: number, wanted: number): RougeScore {
  const precision = hits / Math.max(predicted, 1);
  const recall = hits / Math.max(wanted, 1);
  const sum = precision + recall;
  return { precision, recall, fmeasure: sum > 0 ? (2 * precision * recall) / sum : 0 };
}

/** ROUGE-Lsum: each sentence of the target against all of the prediction; a token hits at most as often as either side has it. */
function summaryRouge(target: readonly Int32Array[], prediction: readonly Int32Array[]): RougeScore {
  const [first, other] = [target[0], prediction[0]];
  // Of one sentence each, every token of the subsequence hits.
  if (target.length === 1 && prediction.length === 1 && first !== undefined && other !== undefined)
    return rougeOf(lcsLength(first, other), other.length, first.length);
  const wanted = countsOf(target);
  const predicted = countsOf(prediction);
  let hits = 0;
  for (const sentence of target)
    for (const place of unionLcsPlaces(sentence, prediction)) {
      const token = sentence[place] as number;
      const [inTarget, inPrediction] = [wanted.get(token) ?? 0, predicted.get(token) ?? 0];
      if (inTarget === 0 || inPrediction === 0) continue;
      hits++;
      wanted.set(token, inTarget - 1);
      predicted.set(token, inPrediction - 1);
    }
  const total = (sentences: readonly Int32Array[]) => sentences.reduce((sum, { length }) => sum + length, 0);
  return rougeOf(hits, total(prediction), total(target));
}

function countsOf(sentences: readonly Int32Array[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const sentence of sentences)
    for (const token of sentence) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}
