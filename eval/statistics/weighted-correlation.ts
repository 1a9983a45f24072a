/** `kendall` is τ-b, which allows for ties. */
export const correlationKinds = ['pearson', 'spearman', 'kendall'] as const;
export type CorrelationKind = (typeof correlationKinds)[number];

/** The coefficient in [−1, 1] where pair i stands `weights[i]` times; NaN where x or y is constant among those that do. */
export type WeightedCorrelation = (weights: ArrayLike<number>) => number;

/**
 * A correlation of pairs that a bootstrap takes several times or not at all, sorted once for all resamples. With whole
 * weights it is the coefficient of the pairs written out so many times: `pearsonCoefficient`, `spearman`, `kendallTau`.
 *
 * Source of the count of concordant pairs in n log n: Knight (1966), J. Am. Stat. Assoc. 61, 436-439; here with a
 * binary indexed tree (Fenwick 1994) over the values of y, so that weights cost nothing.
 *
 * @throws RangeError where the two differ in length or a value is not a number
 */
export function weightedCorrelation(
  kind: CorrelationKind,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): WeightedCorrelation {
  if (x.length !== y.length)
    throw new RangeError(`x has ${x.length} values and y ${y.length}; they must be pairs`);
  for (let i = 0; i < x.length; i++)
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i]))
      throw new RangeError(`pair ${i} is not two numbers`);
  const [groupsX, groupsY] = [groupsOf(x), groupsOf(y)];
  if (kind === 'pearson') return productMoment({ x, y, groupsX, groupsY });
  return kind === 'spearman' ? ofRanks(groupsX, groupsY) : tauB(groupsX, groupsY);
}

/** Equal values as groups, numbered in their order. */
interface Groups {
  /** The group of each pair. */
  readonly of: Int32Array;
  readonly count: number;
  /** Pairs by group. */
  readonly order: Int32Array;
}

function groupsOf(values: ArrayLike<number>): Groups {
  const order = Int32Array.from({ length: values.length }, (_, at) => at).sort(
    (a, b) => values[a]! - values[b]! || a - b,
  );
  const of = new Int32Array(values.length);
  let group = -1;
  order.forEach((pair, place) => {
    if (place === 0 || values[pair] !== values[order[place - 1]!]) group++;
    of[pair] = group;
  });
  return { of, count: group + 1, order };
}

function productMoment({
  x,
  y,
  groupsX,
  groupsY,
}: {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly groupsX: Groups;
  readonly groupsY: Groups;
}): WeightedCorrelation {
  return (weights) => {
    let [total, sumX, sumY] = [0, 0, 0];
    for (let i = 0; i < x.length; i++) {
      total += weights[i]!;
      sumX += weights[i]! * x[i]!;
      sumY += weights[i]! * y[i]!;
    }
    if (isConstant(groupsX, weights) || isConstant(groupsY, weights)) return Number.NaN;
    const [meanX, meanY] = [sumX / total, sumY / total];
    let [xx, yy, xy] = [0, 0, 0];
    for (let i = 0; i < x.length; i++) {
      const [dx, dy] = [x[i]! - meanX, y[i]! - meanY];
      xx += weights[i]! * dx * dx;
      yy += weights[i]! * dy * dy;
      xy += weights[i]! * dx * dy;
    }
    return clamp(xy / rootOfProduct(xx, yy));
  };
}

/** One root, so that equal sums of squares give exactly 1; two where the product would overflow. */
function rootOfProduct(a: number, b: number): number {
  const product = a * b;
  return product > 1e-290 && product < 1e290 ? Math.sqrt(product) : Math.sqrt(a) * Math.sqrt(b);
}

/** By the values themselves: rounding can leave a constant a variance. */
function isConstant({ of }: Groups, weights: ArrayLike<number>): boolean {
  let first = -1;
  for (let i = 0; i < of.length; i++) {
    if (weights[i] === 0) continue;
    if (first === -1) first = of[i]!;
    else if (of[i] !== first) return false;
  }
  return true;
}

function ofRanks(groupsX: Groups, groupsY: Groups): WeightedCorrelation {
  const [weightsX, weightsY] = [new Float64Array(groupsX.count), new Float64Array(groupsY.count)];
  const [ranksX, ranksY] = [new Float64Array(groupsX.count), new Float64Array(groupsY.count)];
  return (weights) => {
    const total = sumByGroup(groupsX, weights, weightsX);
    sumByGroup(groupsY, weights, weightsY);
    // Ranks about their mean, which is (total + 1) / 2 whatever the ties: halves, hence without rounding.
    centredRanks(weightsX, total, ranksX);
    centredRanks(weightsY, total, ranksY);
    let [xx, yy, xy] = [0, 0, 0];
    for (let i = 0; i < groupsX.of.length; i++) {
      if (weights[i] === 0) continue;
      const [a, b] = [ranksX[groupsX.of[i]!]!, ranksY[groupsY.of[i]!]!];
      xx += weights[i]! * a * a;
      yy += weights[i]! * b * b;
      xy += weights[i]! * a * b;
    }
    return xx === 0 || yy === 0 ? Number.NaN : clamp(xy / Math.sqrt(xx * yy));
  };
}

function centredRanks(groupWeights: Float64Array, total: number, ranks: Float64Array): void {
  let below = 0;
  for (let group = 0; group < ranks.length; group++) {
    ranks[group] = below + groupWeights[group]! / 2 - total / 2;
    below += groupWeights[group]!;
  }
}

function tauB(groupsX: Groups, groupsY: Groups): WeightedCorrelation {
  const [weightsX, weightsY] = [new Float64Array(groupsX.count), new Float64Array(groupsY.count)];
  const tree = new Float64Array(groupsY.count + 1);
  return (weights) => {
    const total = sumByGroup(groupsX, weights, weightsX);
    sumByGroup(groupsY, weights, weightsY);
    const pairs = pairsOf(total);
    const [untiedX, untiedY] = [pairs - tiedPairs(weightsX), pairs - tiedPairs(weightsY)];
    if (untiedX === 0 || untiedY === 0) return Number.NaN;
    const excess = concordantLessDiscordant({ groupsX, groupsY, weights, tree });
    return clamp(excess / Math.sqrt(untiedX) / Math.sqrt(untiedY));
  };
}

function concordantLessDiscordant({
  groupsX,
  groupsY,
  weights,
  tree,
}: {
  readonly groupsX: Groups;
  readonly groupsY: Groups;
  readonly weights: ArrayLike<number>;
  /** Sums over y of the weights of smaller x; emptied here. */
  readonly tree: Float64Array;
}): number {
  tree.fill(0);
  const { order, of } = groupsX;
  let [excess, held] = [0, 0];
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && of[order[end]!] === of[order[start]!]) {
      const pair = order[end++]!;
      if (weights[pair] === 0) continue;
      const group = groupsY.of[pair]!;
      const below = prefixSum(tree, group);
      const above = held - prefixSum(tree, group + 1);
      excess += weights[pair]! * (below - above);
    }
    for (; start < end; start++) {
      const pair = order[start]!;
      if (weights[pair] === 0) continue;
      held += weights[pair]!;
      for (let at = groupsY.of[pair]! + 1; at < tree.length; at += at & -at) tree[at]! += weights[pair]!;
    }
  }
  return excess;
}

/** Of the first `count` groups. */
function prefixSum(tree: Float64Array, count: number): number {
  let sum = 0;
  for (let at = count; at > 0; at -= at & -at) sum += tree[at]!;
  return sum;
}

/** Returns the sum of all. */
function sumByGroup({ of }: Groups, weights: ArrayLike<number>, sums: Float64Array): number {
  sums.fill(0);
  let total = 0;
  for (let i = 0; i < of.length; i++) {
    sums[of[i]!]! += weights[i]!;
    total += weights[i]!;
  }
  return total;
}

function tiedPairs(groupWeights: Float64Array): number {
  return groupWeights.reduce((sum, weight) => sum + pairsOf(weight), 0);
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}

function clamp(value: number): number {
  return Math.max(-1, Math.min(1, value));
}
