import { z } from 'zod';

/** The size of a GPT or BERT from nothing. */
export const modelSize = z.strictObject({
  /** Blocks of attention and feed-forward. */
  layers: z.int().min(1).max(100),
  width: z.int().min(1),
  /** Heads of attention; a divisor of the width. */
  heads: z.int().min(1),
  /** The longest input in tokens. */
  positions: z.int().min(8),
});
