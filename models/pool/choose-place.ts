/** What is known of a process when it is decided where a request goes. */
export interface PlaceLoad {
  readonly requests: number;
  readonly tokensOutstanding: number;
  readonly isRunning: boolean;
  /** Whether it may be given work: one that does not start is left alone for a while. */
  readonly isAvailable: boolean;
}

/** A conversation stays while its process has at most this much more to do than the least loaded one … */
const muchBusier = 1.25;
/** … and some tokens, about two short exchanges, so that idle processes do not take it from each other. */
const littleWork = 128;

/**
 * The process for the next request: the one with the fewest tokens outstanding among those that have room; of equal ones
 * the one that runs already. The process at `home` answered the conversation before: it is kept where its tokens are at
 * most 1.25 times those of the least loaded, plus 128. null where none has room.
 */
export function choosePlace<Place extends PlaceLoad>(
  places: readonly Place[],
  { mostRequests, home }: { readonly mostRequests: number; readonly home?: Place | undefined },
): Place | null {
  const open = places.filter(({ isAvailable, requests }) => isAvailable && requests < mostRequests);
  const [least] = open.toSorted(
    (a, b) => a.tokensOutstanding - b.tokensOutstanding || Number(b.isRunning) - Number(a.isRunning),
  );
  if (!least) return null;
  const isKept =
    home &&
    open.includes(home) &&
    home.tokensOutstanding <= muchBusier * least.tokensOutstanding + littleWork;
  return isKept ? home : least;
}
