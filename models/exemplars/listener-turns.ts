import type { Passage } from '../retrieval/passage-filter.ts';

/** An utterance that can be an exemplar. */
export interface ExemplarPassage extends Passage {
  readonly text: string;
  /** Its place in its conversation, from 0. */
  readonly turn: number;
}

/** A conversation whose turns alternate, who tells the story first. */
export interface Conversation {
  readonly id: string;
  readonly turns: readonly string[];
  readonly emotion?: string | undefined;
}

/** The turns of those who listen: every second one of each conversation. */
export function listenerTurns({ id, turns, emotion }: Conversation): ExemplarPassage[] {
  const passages: ExemplarPassage[] = [];
  for (let turn = 1; turn < turns.length; turn += 2)
    passages.push({
      text: turns[turn] ?? '',
      turn,
      conversation: id,
      emotion: emotion ?? null,
      isListener: true,
    });
  return passages;
}
