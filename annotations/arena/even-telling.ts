/** Milliseconds between two steps of words: a long reply takes two seconds. */
export const evenPace = 25;

/** Of the longer text, so that a long one takes no more than a few seconds. */
const mostSteps = 80;

/**
 * Two texts in steps of as many words each: what has been told of both after each step. It depends on the texts alone,
 * so that neither tells how fast it was written.
 */
export function evenSteps(texts: readonly string[]): readonly (readonly string[])[] {
  const ends = texts.map(wordEnds);
  const longest = Math.max(0, ...ends.map(({ length }) => length));
  const words = Math.max(1, Math.ceil(longest / mostSteps));
  const steps = Math.ceil(longest / words);
  return Array.from({ length: steps }, (_, step) =>
    texts.map((text, lane) => {
      const of = ends[lane] ?? [];
      const told = (step + 1) * words;
      return told >= of.length ? text : text.slice(0, of[told - 1]);
    }),
  );
}

function wordEnds(text: string): number[] {
  return Array.from(text.matchAll(/\S+/g), ({ index, 0: word }) => index + word.length);
}
