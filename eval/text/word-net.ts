/** As much of the WordNet database as metrics ask for. */
export interface WordNet {
  /**
   * The lemmas of all synsets that a word is in, itself included where it is known, in no particular order and
   * without repeats: NLTK's `wordnet.synsets(word)` in every part of speech, with its morphological rules.
   */
  lemmasOf(word: string): readonly string[];
}
