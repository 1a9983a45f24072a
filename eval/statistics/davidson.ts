import { centred, centredErrors, referenceCovariance } from './bradley-terry.ts';
import { isConnected, type PairRecord } from './comparisons.ts';
import { notDefined } from './estimate.ts';
import { type Curve, maximise } from './maximise.ts';

export type TieModelResult =
  | {
      readonly status: 'defined';
      /** Log abilities, mean 0. */
      readonly abilities: Float64Array;
      readonly standardErrors: Float64Array;
      /** Of differences from the reference. */
      readonly referenceErrors: Float64Array;
      /** ln ν of Davidson's, ln θ of Rao and Kupper's model. */
      readonly logTie: number;
      readonly logTieError: number;
      readonly logLikelihood: number;
    }
  | { readonly status: 'undefined'; readonly reason: string };

export interface TieModelOptions {
  readonly items: number;
  readonly reference?: number;
}

/**
 * Davidson's model with ties: P(i beats j) : P(tie) : P(j beats i) = πi : ν√(πi πj) : πj.
 * Source: Davidson (1970), JASA 65, 317-328. ν is 2v of Newman (2023).
 */
export function davidson(records: readonly PairRecord[], options: TieModelOptions): TieModelResult {
  return fitTieModel(records, options, { likelihood: davidsonLikelihood, start: 0 });
}

interface TieModel {
  readonly likelihood: (record: PairRecord, difference: number, tie: number) => PairLikelihood;
  /** Of the tie parameter. */
  readonly start: number;
}

/** A pair's log-likelihood in the difference of abilities and the tie parameter, with its derivatives. */
export interface PairLikelihood {
  readonly value: number;
  readonly byDifference: number;
  readonly byTie: number;
  /** Minus the second derivatives. */
  readonly differences: number;
  readonly ties: number;
  readonly mixed: number;
}

/** Fits abilities and one parameter for ties by Newton's method. */
export function fitTieModel(
  records: readonly PairRecord[],
  { items, reference = 0 }: TieModelOptions,
  { likelihood, start }: TieModel,
): TieModelResult {
  if (items < 2) return notDefined('needs at least two items');
  const ties = records.reduce((sum, record) => sum + record.ties, 0);
  const wins = records.reduce((sum, record) => sum + record.firstWins + record.secondWins, 0);
  if (ties === 0) return notDefined('there are no ties; take the Bradley–Terry model without them');
  if (wins === 0) return notDefined('there are only ties');
  if (!isConnected(records, items))
    return notDefined(
      'some items never lost, directly or over others, to the rest: their ability is infinite',
    );
  const size = items + 1;
  const curve = (point: Float64Array, pin: number) =>
    wholeLikelihood(records, point, { items, pin, likelihood });
  const initial = new Float64Array(size);
  initial[items] = start;
  const maximum = maximise(initial, (point) => curve(point, 1));
  if (!maximum) return notDefined('the likelihood has no maximum');
  const plain = curve(maximum.point, 0);
  const covariance = referenceCovariance(plain.information, { size, items, reference });
  if (!covariance) return notDefined('the information about the abilities is singular');
  const errorOf = (index: number) => Math.sqrt(covariance[index * size + index]!);
  return {
    status: 'defined',
    abilities: centred(maximum.point.subarray(0, items)),
    standardErrors: centredErrors(covariance, size, items),
    referenceErrors: Float64Array.from({ length: items }, (_, i) => errorOf(i)),
    logTie: maximum.point[items]!,
    logTieError: errorOf(items),
    logLikelihood: plain.value,
  };
}

interface WholeTask {
  readonly items: number;
  /** Weight of −½(Σθ)², which holds the mean at 0. */
  readonly pin: number;
  readonly likelihood: TieModel['likelihood'];
}

function wholeLikelihood(records: readonly PairRecord[], point: Float64Array, task: WholeTask): Curve {
  const { items, pin, likelihood } = task;
  const n = items + 1;
  const gradient = new Float64Array(n);
  const information = new Float64Array(n * n);
  let value = 0;
  for (const record of records) {
    const { first: i, second: j } = record;
    const pair = likelihood(record, point[i]! - point[j]!, point[items]!);
    value += pair.value;
    gradient[i]! += pair.byDifference;
    gradient[j]! -= pair.byDifference;
    gradient[items]! += pair.byTie;
    information[i * n + i]! += pair.differences;
    information[j * n + j]! += pair.differences;
    information[i * n + j]! -= pair.differences;
    information[j * n + i]! -= pair.differences;
    information[items * n + items]! += pair.ties;
    information[i * n + items]! += pair.mixed;
    information[items * n + i]! += pair.mixed;
    information[j * n + items]! -= pair.mixed;
    information[items * n + j]! -= pair.mixed;
  }
  let sum = 0;
  for (let i = 0; i < items; i++) sum += point[i]!;
  value -= (pin * sum * sum) / 2;
  for (let i = 0; i < items; i++) {
    gradient[i]! -= pin * sum;
    for (let j = 0; j < items; j++) information[i * n + j]! += pin;
  }
  return { value, gradient, information };
}

function davidsonLikelihood(record: PairRecord, difference: number, tie: number): PairLikelihood {
  const { firstWins, secondWins, ties } = record;
  const total = firstWins + secondWins + ties;
  // Weights of the three outcomes over √(πi πj).
  const [first, second, even] = [Math.exp(difference / 2), Math.exp(-difference / 2), Math.exp(tie)];
  const sum = first + second + even;
  const [p, q, t] = [first / sum, second / sum, even / sum];
  const lead = (p - q) / 2;
  return {
    value: (difference / 2) * (firstWins - secondWins) + tie * ties - total * Math.log(sum),
    byDifference: (firstWins - secondWins) / 2 - total * lead,
    byTie: ties - total * t,
    differences: total * ((p + q) / 4 - lead * lead),
    ties: total * t * (1 - t),
    mixed: -total * t * lead,
  };
}
