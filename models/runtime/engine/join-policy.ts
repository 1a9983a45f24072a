/** Where the batch stands when it is decided who joins. */
export interface JoinState {
  /** How many rows each waiting request takes, in the order they came; a search of n beams takes n. */
  readonly waiting: readonly number[];
  /** Rows that nobody has. */
  readonly free: number;
  /** Requests under way. */
  readonly live: number;
  /** Steps since the first of the waiting could have joined. */
  readonly held: number;
}

/** So many requests are worth a run of their own: four joining together cost a quarter less than one by one. */
export const joinTogether = 4;
/** No request that could join is held for more steps than this while others come. */
export const holdSteps = 4;

/**
 * How many of the waiting join now, in their order. While more rows are free than requests are under way, all that
 * fit join at once: holding them would save work that nobody waits for. In a fuller batch they are held until
 * `joinTogether` of them fit, or they fill the batch, or the first was held for `holdSteps` steps. A request that
 * does not fit holds up those behind it, so that a wide one is not passed over for ever.
 */
export function joiners({ waiting, free, live, held }: JoinState): number {
  let count = 0;
  let left = free;
  for (const width of waiting) {
    if (width > left) break;
    left -= width;
    count++;
  }
  const isIdle = live === 0 || free > live;
  // Where the last rows are taken by all that wait, more could not join before a row leaves.
  const isFull = left === 0 && count === waiting.length;
  return isIdle || count >= joinTogether || held >= holdSteps || isFull ? count : 0;
}

/** A row that joins: positions it has already (of a reused prefix) and tokens still to be run. */
export interface JoiningRow {
  readonly length: number;
  readonly remaining: number;
}

export interface PrefillRun {
  /** How many rows from the first. */
  readonly rows: number;
  /** Positions of each, filling included. */
  readonly length: number;
}

/** Least share of a run's positions that holds tokens. */
const leastFilled = 2 / 3;

/**
 * The next run over joining rows: as many from the first as are alike in having a past, fill the run with little
 * filling, and stay within `limit` positions. A row longer than the limit is run alone, a piece at a time. A single token
 * never runs beside longer pieces: products of one row have a kernel of their own, whose last digits differ.
 */
export function prefillRun(rows: readonly JoiningRow[], limit: number): PrefillRun {
  const [first] = rows;
  if (!first) return { rows: 0, length: 0 };
  if (first.remaining >= limit) return { rows: 1, length: limit };
  let count = 1;
  let longest = first.remaining;
  let tokens = first.remaining;
  for (const { length, remaining } of rows.slice(1)) {
    if ((remaining === 1) !== (first.remaining === 1)) break;
    const next = Math.max(longest, remaining);
    const cells = (count + 1) * next;
    if (length > 0 !== first.length > 0 || cells > limit || tokens + remaining < leastFilled * cells) break;
    longest = next;
    tokens += remaining;
    count++;
  }
  return { rows: count, length: longest };
}
