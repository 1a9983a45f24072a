import { notDefined } from '#eval/statistics/estimate.ts';
import { NgramTrie } from '#eval/text/ngram-trie.ts';
import { printfFixed } from '#eval/text/printf-fixed.ts';
import { WordIds } from '#eval/text/word-ids.ts';
import { bleuOfCounts } from './bleu.ts';
import type { Segment } from './corpus-metric.ts';

export interface MultiBleu {
  /** In percent, as printed: two decimals; the precisions have one, penalty and ratio three. */
  readonly bleu: number;
  readonly precisions: readonly number[];
  readonly bp: number;
  readonly ratio: number;
  readonly hypLen: number;
  readonly refLen: number;
  /** BLEU in percent before it is rounded. */
  readonly unrounded: number;
}

const orders = 4;

/**
 * BLEU of Moses' `multi-bleu.perl`, which the papers on empathetic dialogue print: tokens between ASCII white space, closest
 * reference length, no smoothing. The script reads bytes, so `lowercase` changes A to Z alone.
 */
export function multiBleu(
  segments: readonly Segment[],
  { lowercase = false }: { readonly lowercase?: boolean } = {},
): { readonly status: 'defined'; readonly value: MultiBleu } | ReturnType<typeof notDefined> {
  const [ids, trie] = [new WordIds(), new NgramTrie()];
  const tokensOf = (text: string) => ids.ofAll(asciiWords(lowercase ? asciiLower(text) : text));
  const [counts, totals] = [new Float64Array(orders), new Float64Array(orders)];
  let [sysLen, refLen] = [0, 0];
  for (const { hypothesis, references } of segments) {
    const tokens = tokensOf(hypothesis);
    trie.clear();
    const lengths = references.map((reference) => {
      const words = tokensOf(reference);
      trie.addReference(words, words.length, orders);
      return words.length;
    });
    trie.countMatches(tokens, tokens.length, { matches: counts, maxOrder: orders, from: 0, stride: 1 });
    for (let n = 0; n < orders; n++) totals[n]! += Math.max(0, tokens.length - n);
    sysLen += tokens.length;
    refLen += closestWithin9999(tokens.length, lengths);
  }
  if (refLen === 0)
    return defined({
      bleu: 0,
      precisions: [0, 0, 0, 0],
      bp: 0,
      ratio: 0,
      hypLen: 0,
      refLen: 0,
      unrounded: 0,
    });
  if (sysLen === 0) return notDefined('all hypotheses are empty');
  const { score, precisions, bp } = bleuOfCounts(
    { counts, totals, sysLen, refLen },
    { smoothMethod: 'none' },
  );
  return defined({
    bleu: printfFixed(score, 2),
    precisions: precisions.map((precision) => printfFixed(precision, 1)),
    bp: printfFixed(bp, 3),
    ratio: printfFixed(sysLen / refLen, 3),
    hypLen: sysLen,
    refLen,
    unrounded: score,
  });
}

function defined(value: MultiBleu): { readonly status: 'defined'; readonly value: MultiBleu } {
  return { status: 'defined', value };
}

/** The script begins from a length of 9999 at a distance of 9999 and keeps it where none is nearer. */
function closestWithin9999(length: number, references: readonly number[]): number {
  let [distance, closest] = [9999, 9999];
  for (const reference of references) {
    const own = Math.abs(length - reference);
    if (own < distance || (own === distance && reference < closest)) [distance, closest] = [own, reference];
  }
  return closest;
}

function asciiWords(text: string): string[] {
  return text.match(/[^\t-\r ]+/g) ?? [];
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
