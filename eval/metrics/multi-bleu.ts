import { notDefined } from '#eval/statistics/estimate.ts';
import { printfFixed } from '#eval/text/printf-fixed.ts';
import { bleuOfCounts } from './bleu.ts';
import type { Segment } from './corpus-metric.ts';
import { WordBleuCounter, wordBleuCounts, wordBleuWidth } from './word-bleu-row.ts';

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

/**
 * BLEU of Moses' `multi-bleu.perl`, which the papers on empathetic dialogue print: tokens between ASCII white space, closest
 * reference length, no smoothing. The script reads bytes, so `lowercase` changes A to Z alone.
 */
export function multiBleu(
  segments: readonly Segment[],
  { lowercase = false }: { readonly lowercase?: boolean } = {},
): { readonly status: 'defined'; readonly value: MultiBleu } | ReturnType<typeof notDefined> {
  const counter = multiBleuCounter();
  const sums = new Float64Array(wordBleuWidth);
  for (const { hypothesis, references } of segments) {
    const tokensOf = (text: string) => asciiWords(lowercase ? asciiLower(text) : text);
    counter.add(tokensOf(hypothesis), references.map(tokensOf), sums);
  }
  return multiBleuOfSums(sums);
}

/** Rows of segments, from whose sum the score follows. */
export function multiBleuCounter(): WordBleuCounter {
  return new WordBleuCounter(closestWithin9999);
}

/** @param sums of rows of `multiBleuCounter` */
export function multiBleuOfSums(
  sums: Float64Array,
): { readonly status: 'defined'; readonly value: MultiBleu } | ReturnType<typeof notDefined> {
  const { sysLen, refLen, counts, totals } = wordBleuCounts(sums);
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

/** Words between ASCII white space. */
export function asciiWords(text: string): string[] {
  return text.match(/[^\t-\r ]+/g) ?? [];
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
