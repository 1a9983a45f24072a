/** What a typed digit leads to: a value that is decided, digits that may still become one, or nothing. */
export type TypedNumber =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'partial'; readonly digits: string }
  /** The digits before were a value; this one begins the next number. */
  | { readonly kind: 'value-then-digit'; readonly value: number; readonly digit: string }
  | { readonly kind: 'off-scale' };

/**
 * Reads a number of a scale as it is typed digit by digit. It is decided as soon as no longer number of the scale
 * begins like it: on 1 to 5 every digit decides at once, on 0 to 10 a `1` waits, for it may become 10.
 */
export function typeDigit(
  points: readonly number[],
  { before, digit }: { readonly before: string; readonly digit: string },
): TypedNumber {
  const digits = before + digit;
  const candidates = points.map(String).filter((point) => point.startsWith(digits));
  const exact = candidates.includes(digits);
  if (exact && candidates.length === 1) return { kind: 'value', value: Number(digits) };
  if (candidates.length > 0) return { kind: 'partial', digits };
  const value = typedValue(points, before);
  return value === undefined ? { kind: 'off-scale' } : { kind: 'value-then-digit', value, digit };
}

/** The point of the scale that the digits typed so far name, if they name one. */
export function typedValue(points: readonly number[], digits: string): number | undefined {
  return points.find((point) => String(point) === digits);
}

export function scalePoints(scale: { readonly minimum: number; readonly maximum: number }): number[] {
  return Array.from({ length: scale.maximum - scale.minimum + 1 }, (_, index) => scale.minimum + index);
}
