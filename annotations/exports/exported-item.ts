import type { ContextTurn } from './preference-pairs.ts';

/** A context of the sample with the answers that belong to it. */
export interface ExportedItem {
  /** Unique in its study. */
  readonly item: string;
  readonly conv_id: string;
  readonly turn_index: number;
  readonly emotion: string | null;
  /** In a study of dialogues, where the item is one turn: the dialogue (of a talk its scene) with which it hangs together. */
  readonly dialogue?: string | undefined;
  readonly context: readonly ContextTurn[];
  /** By system. */
  readonly responses: Readonly<Record<string, string>>;
}
