/** A comparison of two items, by their places: who won, or neither. */
export interface Comparison {
  readonly left: number;
  readonly right: number;
  readonly winner: 'left' | 'right' | 'tie';
}

/** What two items did against each other. Counts need not be whole. */
export interface PairRecord {
  readonly first: number;
  readonly second: number;
  readonly firstWins: number;
  readonly secondWins: number;
  readonly ties: number;
}

/** Comparisons added up by pair. */
export function pairRecords(comparisons: readonly Comparison[]): PairRecord[] {
  const records = new Map<string, { -readonly [Field in keyof PairRecord]: PairRecord[Field] }>();
  for (const { left, right, winner } of comparisons) {
    const [first, second] = left < right ? [left, right] : [right, left];
    const key = `${first} ${second}`;
    const record = records.get(key) ?? { first, second, firstWins: 0, secondWins: 0, ties: 0 };
    records.set(key, record);
    if (winner === 'tie') record.ties++;
    else if ((winner === 'left') === (left === first)) record.firstWins++;
    else record.secondWins++;
  }
  return [...records.values()];
}

/** Ties as half a win for either side. */
export function withTiesAsHalves(records: readonly PairRecord[]): PairRecord[] {
  return records.map(({ ties, ...record }) => ({
    ...record,
    firstWins: record.firstWins + ties / 2,
    secondWins: record.secondWins + ties / 2,
    ties: 0,
  }));
}

/**
 * Whether every item beat (or tied with), over others, every other one: where not, some ability is infinite
 * (Ford 1957, Solution of a Ranking Problem from Binary Comparisons).
 */
export function isConnected(records: readonly PairRecord[], items: number): boolean {
  const wins: number[][] = Array.from({ length: items }, () => []);
  const losses: number[][] = Array.from({ length: items }, () => []);
  for (const { first, second, firstWins, secondWins, ties } of records) {
    if (firstWins + ties > 0) {
      wins[first]!.push(second);
      losses[second]!.push(first);
    }
    if (secondWins + ties > 0) {
      wins[second]!.push(first);
      losses[first]!.push(second);
    }
  }
  return reachesAll(wins) && reachesAll(losses);
}

function reachesAll(edges: readonly (readonly number[])[]): boolean {
  const seen = new Set([0]);
  const open = [0];
  while (open.length > 0)
    for (const next of edges[open.pop()!] ?? [])
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
  return seen.size >= edges.length;
}
