/** A number, or why there is none. Never NaN: "undefined" is a value with a reason. */
export type Estimate =
  | { readonly status: 'defined'; readonly value: number }
  | { readonly status: 'undefined'; readonly reason: string };

export function defined(value: number): Estimate {
  return { status: 'defined', value };
}

/** @param reason lower-case, no full stop, e.g. `needs at least one unit with two ratings` */
export function notDefined(reason: string): { readonly status: 'undefined'; readonly reason: string } {
  return { status: 'undefined', reason };
}
