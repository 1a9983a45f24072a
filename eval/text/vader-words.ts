/**
 * The words that VADER's rules know beside its lexicon, as vaderSentiment 3.3.2 lists them (C.J. Hutto, MIT licence).
 */

/** What a word of degree adds to or takes from the valence of the word after it (Hutto & Gilbert 2014, section 3.2). */
export const degreeStep = 0.293;

const strengthening = `absolutely amazingly awfully completely considerable considerably decidedly deeply effing enormous
  enormously entirely especially exceptional exceptionally extreme extremely fabulously flipping flippin frackin fracking
  fricking frickin frigging friggin fully fuckin fucking fuggin fugging greatly hella highly hugely incredible incredibly
  intensely major majorly more most particularly purely quite really remarkably so substantially thoroughly total totally
  tremendous tremendously uber unbelievably unusually utter utterly very`;
const weakening = `almost barely hardly kinda kindof kind-of less little marginal marginally occasional occasionally partly
  scarce scarcely slight slightly somewhat sorta sortof sort-of`;
const weakeningPairs = ['just enough', 'kind of', 'sort of'];
const negating = `aint arent cannot cant couldnt darent didnt doesnt dont hadnt hasnt havent isnt mightnt mustnt neither neednt
  never none nope nor not nothing nowhere oughtnt shant shouldnt uhuh uh-uh wasnt werent without wont wouldnt rarely seldom
  despite`;

const listed = (words: string) => words.split(/\s+/);

/** Words and pairs of degree with what they add to a positive valence. */
export const degrees: ReadonlyMap<string, number> = new Map([
  ...listed(strengthening).map((word) => [word, degreeStep] as const),
  ...[...listed(weakening), ...weakeningPairs].map((word) => [word, -degreeStep] as const),
]);

const negations: ReadonlySet<string> = new Set(listed(negating));

/** Whether a lower-case word negates what follows; each with "n't" does. */
export function isNegation(word: string): boolean {
  return negations.has(word) || word.includes("n't");
}

/** Phrases around a word of the lexicon whose valence is their own. */
export const idioms: ReadonlyMap<string, number> = new Map([
  ['the shit', 3],
  ['the bomb', 3],
  ['bad ass', 1.5],
  ['badass', 1.5],
  ['bus stop', 0],
  ['yeah right', -2],
  ['kiss of death', -1.5],
  ['to die for', 3],
  ['beating heart', 3.1],
  ['broken heart', -2.9],
]);
