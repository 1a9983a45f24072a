import type { ContextTurn } from '#db/schema/datasets.ts';

/** Speakers counted back from the answer at `answerIndex`, which is the listener's, each turn the other's. */
export function alternatingTurns(texts: readonly string[], answerIndex: number): ContextTurn[] {
  return texts.map((text, index) => ({
    speaker: (answerIndex - index) % 2 === 0 ? 'listener' : 'speaker',
    text,
  }));
}
