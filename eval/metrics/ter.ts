import { BeamEditDistance, deletion, insertion, noEdit } from '#eval/text/beam-edit-distance.ts';
import { type TerTokenizerOptions, terTokens } from '#eval/text/ter-tokenizer.ts';
import { trimWhitespaceEnd } from '#eval/text/whitespace.ts';
import { WordIds } from '#eval/text/word-ids.ts';
import { sacrebleuVersion } from './bleu.ts';
import { type CorpusMetric, type CorpusScore, requireReferences, type Segment } from './corpus-metric.ts';

export interface TerScore extends CorpusScore {
  /** Edits per hundred words of the references; above 100 where there are more edits than words. */
  readonly score: number;
  readonly numEdits: number;
  /** Sum over segments of the mean length of their references. */
  readonly refLength: number;
}

/**
 * Translation edit rate (Snover et al. 2006) as sacreBLEU 2.6.0 computes it after Tercom: insertions, deletions,
 * substitutions and shifts of runs of words, of a greedy search for shifts. Row: least edits over the references, mean
 * length of the references.
 */
export function ter(options: TerTokenizerOptions = {}): CorpusMetric<TerScore> {
  const tokens = (text: string) => terTokens(trimWhitespaceEnd(text), options);
  const yesNo = (value: boolean | undefined) => (value ? 'yes' : 'no');
  return {
    name: 'TER',
    width: 2,
    statistics({ hypothesis, references }: Segment, row, at = 0) {
      requireReferences(references);
      const words = tokens(hypothesis);
      let edits = Number.POSITIVE_INFINITY;
      let lengths = 0;
      for (const reference of references) {
        const referenceWords = tokens(reference);
        lengths += referenceWords.length;
        edits = Math.min(edits, translationEdits(words, referenceWords));
      }
      row[at] = edits;
      row[at + 1] = lengths / references.length;
    },
    aggregate(sums, at = 0) {
      const numEdits = sums[at] as number;
      const refLength = sums[at + 1] as number;
      if (refLength > 0) return { score: 100 * (numEdits / refLength), numEdits, refLength };
      // Nothing to compare with: wrong altogether where there is a hypothesis, right where there is none either.
      return { score: numEdits > 0 ? 100 : 0, numEdits, refLength };
    },
    signature: (references) =>
      [
        `nrefs:${references}`,
        `case:${options.caseSensitive ? 'mixed' : 'lc'}`,
        'tok:tercom',
        `norm:${yesNo(options.normalized)}`,
        `punct:${yesNo(!options.noPunct)}`,
        `asian:${yesNo(options.asianSupport)}`,
        `version:${sacrebleuVersion}`,
      ].join('|'),
  };
}

// Tercom's limits, and sacreBLEU's own on how many shifts are tried in all.
const maxShiftSize = 10;
const maxShiftDistance = 50;
const maxShiftCandidates = 1000;

/** Cells of a distance table beyond which a segment is not scored: 360 MB. */
const mostCells = 4e7;

/**
 * Edits, shifts included, that make the reference of the hypothesis.
 * @throws RangeError where the product of the lengths is beyond 4 · 10⁷ (6,300 words each)
 */
export function translationEdits(hypothesis: readonly string[], reference: readonly string[]): number {
  if (reference.length === 0) return hypothesis.length;
  if (hypothesis.length === 0) return reference.length;
  if ((hypothesis.length + 1) * (reference.length + 1) > mostCells)
    throw new RangeError('the texts are too long for a search for shifts');
  const ids = new WordIds();
  return new ShiftSearch(ids.ofAll(hypothesis), ids.ofAll(reference)).edits();
}

interface Alignment {
  /** For each word of the reference the place in the hypothesis that it stands against, -1 before the first. */
  readonly places: Int32Array;
  /** Running counts of errors before each word, so that a run's errors are a difference. */
  readonly referenceErrors: Int32Array;
  readonly hypothesisErrors: Int32Array;
}

class ShiftSearch {
  #words: Int32Array;
  #trial: Int32Array;
  readonly #reference: Int32Array;
  readonly #distance: BeamEditDistance;
  #tried = 0;
  #best = { distance: 0, length: 0, start: 0, target: 0 };
  #hasBest = false;

  constructor(words: Int32Array, reference: Int32Array) {
    this.#words = words;
    this.#trial = new Int32Array(words.length);
    this.#reference = reference;
    this.#distance = new BeamEditDistance(reference, words.length);
  }

  edits(): number {
    let shifts = 0;
    for (;;) {
      const distance = this.#distance.setCurrent(this.#words);
      if (distance === 0) return shifts;
      this.#findBestShift(distance);
      if (this.#tried >= maxShiftCandidates || !this.#hasBest) return shifts + distance;
      const { start, length, target } = this.#best;
      this.#shift(start, length, target);
      [this.#words, this.#trial] = [this.#trial, this.#words];
      shifts++;
    }
  }

  /** The shift of the least distance below `distance`; among equals the longest run, then the earliest, then the earliest target. */
  #findBestShift(distance: number): void {
    this.#hasBest = false;
    const alignment = alignmentOf(this.#distance.edits(), this.#words.length, this.#reference.length);
    const [words, reference] = [this.#words, this.#reference];
    for (let start = 0; start < words.length; start++) {
      const to = Math.min(reference.length, start + maxShiftDistance + 1);
      for (let target = Math.max(0, start - maxShiftDistance); target < to; target++) {
        const longest = Math.min(maxShiftSize, words.length - start, reference.length - target);
        for (let length = 1; length <= longest; length++) {
          if (words[start + length - 1] !== reference[target + length - 1]) break;
          if (!isShiftable(alignment, [start, target, length])) continue;
          this.#tryTargets(alignment, [start, target, length], distance);
          if (this.#tried >= maxShiftCandidates) return;
        }
      }
    }
  }

  #tryTargets(
    { places }: Alignment,
    [start, target, length]: readonly [number, number, number],
    distance: number,
  ): void {
    let previous = -1;
    for (let offset = -1; offset < length; offset++) {
      const at = target + offset;
      if (at >= this.#reference.length) break;
      const place = at === -1 ? 0 : (places[at] as number) + 1;
      if (place === previous) continue;
      previous = place;
      this.#tried++;
      this.#tryShift(start, length, { place, distance });
    }
  }

  #tryShift(
    start: number,
    length: number,
    { place, distance }: { readonly place: number; readonly distance: number },
  ): void {
    const best = this.#best;
    const same = this.#shift(start, length, place);
    const limit = this.#hasBest ? best.distance : distance - 1;
    const reached = this.#distance.tryOrder(this.#trial, same, limit);
    if (reached > limit) return;
    const isBetter =
      !this.#hasBest ||
      reached < best.distance ||
      length > best.length ||
      (length === best.length && (start < best.start || (start === best.start && place < best.target)));
    if (!isBetter) return;
    this.#best = { distance: reached, length, start, target: place };
    this.#hasBest = true;
  }

  /** Writes the shifted order to the trial; gives how many words at its start stay as they are. */
  #shift(start: number, length: number, target: number): number {
    const [words, trial] = [this.#words, this.#trial];
    const run = words.subarray(start, start + length);
    trial.set(words);
    if (target < start) {
      trial.set(run, target);
      trial.set(words.subarray(target, start), target + length);
      return target;
    }
    // To a place after the run the words between move up; to one within it the run moves on by as many words.
    const end = target > start + length ? target : Math.min(length + target, words.length);
    trial.set(words.subarray(start + length, end), start);
    trial.set(run, end - length);
    return start;
  }
}

function isShiftable(
  { places, referenceErrors, hypothesisErrors }: Alignment,
  [start, target, length]: readonly [number, number, number],
): boolean {
  // Both sides must be wrong somewhere in the run, and the reference's place not within the run itself.
  if (hypothesisErrors[start + length] === hypothesisErrors[start]) return false;
  if (referenceErrors[target + length] === referenceErrors[target]) return false;
  const place = places[target] as number;
  return place < start || place >= start + length;
}

/** @param edits from the end, as they turn the hypothesis into the reference */
function alignmentOf(edits: readonly number[], hypothesisLength: number, referenceLength: number): Alignment {
  const places = new Int32Array(referenceLength);
  const referenceErrors = new Int32Array(referenceLength + 1);
  const hypothesisErrors = new Int32Array(hypothesisLength + 1);
  let [i, j] = [0, 0];
  for (let at = edits.length - 1; at >= 0; at--) {
    const edit = edits[at];
    const error = edit === noEdit ? 0 : 1;
    if (edit !== insertion) {
      hypothesisErrors[i + 1] = (hypothesisErrors[i] as number) + error;
      i++;
    }
    if (edit !== deletion) {
      places[j] = i - 1;
      referenceErrors[j + 1] = (referenceErrors[j] as number) + error;
      j++;
    }
  }
  return { places, referenceErrors, hypothesisErrors };
}
