import { isWorkbenchError } from '#lib/errors.ts';
import type { Comparison } from './compare.ts';

/** What came of one quantity of one case: a comparison, or the reason why there was none. */
export type VerificationLine =
  | {
      readonly case: string;
      readonly quantity: string;
      readonly max_error: number;
      readonly tolerance: number;
      readonly pass: boolean;
    }
  | { readonly case: string; readonly quantity: string; readonly skipped: string };

export function compared(name: string, quantity: string, result: Comparison): VerificationLine {
  const { maxError, tolerance, pass } = result;
  // JSON has no Infinity: a quantity that could not be compared deviates by the largest number there is.
  return { case: name, quantity, max_error: Math.min(maxError, Number.MAX_VALUE), tolerance, pass };
}

export function skipped(name: string, quantity: string, reason: string): VerificationLine {
  return { case: name, quantity, skipped: reason };
}

/** A checkpoint that cannot be read is a failed case with a reason; whatever else goes wrong is a defect. */
export function failedToLoad(error: unknown): string {
  if (isWorkbenchError(error)) return error.message;
  throw error;
}

/** The failed case of a checkpoint that cannot be read. */
export function unloaded(name: string, reason: string): VerificationLine {
  const nothing = { maxError: Number.POSITIVE_INFINITY, tolerance: 0, pass: false };
  return compared(name, `load: ${reason}`, nothing);
}
