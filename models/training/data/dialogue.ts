/** A conversation of two people who take turns, as every reader gives it: text normalised, no turn empty. */
export interface Dialogue {
  readonly id: string;
  /** Of one person and the other in turn; the first is who opens. At least two. */
  readonly turns: readonly string[];
  /** What is known of the two: first of who opens, then of who answers. Empty lists where nothing is. */
  readonly personas?: readonly [readonly string[], readonly string[]];
  /** One of EmpatheticDialogues' 32 labels. */
  readonly emotion?: string;
  /** What the person who opens talks about. */
  readonly situation?: string;
}
