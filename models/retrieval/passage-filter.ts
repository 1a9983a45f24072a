/** What is known of an indexed utterance. */
export interface Passage {
  readonly conversation: string;
  /** the label of its conversation; null where none is known */
  readonly emotion: string | null;
  /** said by the one who listens, not by the one whose story it is */
  readonly isListener: boolean;
}

export interface PassageFilter {
  /** leaves out the conversation that asks */
  readonly excludeConversation?: string;
  /**
   * Keeps one label. LEMPEx takes the gold label of the asking conversation, also in testing, which a system in use
   * does not have: give a predicted one, or none.
   */
  readonly emotion?: string;
  readonly listenerOnly?: boolean;
}

/**
 * A test on the places of passages, for the searches of this folder. Filtering before the search gives the rows that
 * filtering a long list afterwards gives (LEMPEx: the best 2,047, then the first 10), and never too few.
 */
export function passageFilter(
  passages: readonly Passage[],
  { excludeConversation, emotion, listenerOnly = false }: PassageFilter,
): (row: number) => boolean {
  return (row) => {
    const passage = passages[row];
    return (
      passage !== undefined &&
      passage.conversation !== excludeConversation &&
      (emotion === undefined || passage.emotion === emotion) &&
      (!listenerOnly || passage.isListener)
    );
  };
}
