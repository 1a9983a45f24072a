import { type Comparison, pairRecords } from './comparisons.ts';

/** Wins and ties of each item, weighted. evalica `counting`. */
export function winCounts(
  comparisons: readonly Comparison[],
  { items, win = 1, tie = 0.5 }: { readonly items: number; readonly win?: number; readonly tie?: number },
): Float64Array {
  const scores = new Float64Array(items);
  for (const { left, right, winner } of comparisons)
    if (winner === 'tie') {
      scores[left]! += tie;
      scores[right]! += tie;
    } else scores[winner === 'left' ? left : right]! += win;
  return scores;
}

/** Mean of an item's win rates against each opponent that it met, ties counted as `tie`. evalica `average_win_rate`. */
export function averageWinRates(
  comparisons: readonly Comparison[],
  { items, tie = 0.5 }: { readonly items: number; readonly tie?: number },
): Float64Array {
  const sums = new Float64Array(items);
  const opponents = new Float64Array(items);
  for (const { first, second, firstWins, secondWins, ties } of pairRecords(comparisons)) {
    const total = firstWins + secondWins + ties;
    sums[first]! += (firstWins + tie * ties) / total;
    sums[second]! += (secondWins + tie * ties) / total;
    opponents[first]!++;
    opponents[second]!++;
  }
  return sums.map((sum, item) => (opponents[item] === 0 ? 0 : sum / opponents[item]!));
}
