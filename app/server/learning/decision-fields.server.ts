import { z } from 'zod';

/** Why it was decided, in a person's words. */
export const note = z.string().trim().max(2000, 'At most 2,000 characters.').default('');

/** A box that was ticked. */
export const confirmed = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on');
