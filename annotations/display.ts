import { z } from 'zod';
import { ordinaryTypography } from './ordinary-typography.ts';

/** How annotators see responses: as their systems wrote them, or all in the same typography. */
export const displaySchema = z.enum(['as-written', 'normalised']);

export type Display = z.output<typeof displaySchema>;

/** What a study shows. Those made before there was a choice say nothing, and show responses as they were written. */
export function displayOf({ display }: { readonly display?: Display | null | undefined }): Display {
  return display ?? 'as-written';
}

/** A response as a study shows it. */
export function inDisplay(text: string, display: Display): string {
  return display === 'normalised' ? ordinaryTypography(text) : text;
}
