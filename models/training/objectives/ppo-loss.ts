import { type Grid, mapGrid, maskedMean, maskedVariance } from './masked-statistics.ts';

export interface PpoClipping {
  /** the ratio of probabilities is held within 1 ± this */
  readonly policyRange: number;
  /** new values are held within ± this of the old ones */
  readonly valueRange: number;
  /** weight of the value loss */
  readonly valueWeight: number;
  /** a batch whose mean ratio is above this is left out: its loss is 0 */
  readonly ratioLimit: number;
}

/** All grids [sequence][token]; the mask shows the tokens that count. */
export interface PpoBatch {
  readonly oldLogProbabilities: Grid;
  readonly logProbabilities: Grid;
  readonly oldValues: Grid;
  readonly values: Grid;
  readonly advantages: Grid;
  readonly returns: Grid;
  readonly mask: Grid;
}

/** What is watched while training; names of TRL in brackets. Fractions are shares of the tokens. */
export interface PpoStatistics {
  /** [policy/approxkl] half the mean square of the change in log-probability */
  readonly approximateKl: number;
  /** [policy/policykl] mean of old minus new log-probability */
  readonly policyKl: number;
  /** [policy/clipfrac] */
  readonly policyClipped: number;
  /** [policy/advantages_mean] */
  readonly advantageMean: number;
  /** [returns/mean], [returns/var] */
  readonly returnMean: number;
  readonly returnVariance: number;
  /** [val/vpred] mean of the new values */
  readonly valueMean: number;
  /** [val/error] mean square of new value minus return */
  readonly valueError: number;
  /** [val/clipfrac] */
  readonly valueClipped: number;
  /** [val/mean], [val/var] of the old values */
  readonly oldValueMean: number;
  readonly oldValueVariance: number;
}

export interface PpoLoss {
  readonly policyLoss: number;
  /** before its weight */
  readonly valueLoss: number;
  /** policy loss + weight · value loss */
  readonly loss: number;
  /** new over old probability, at every place */
  readonly ratio: number[][];
  /** true: the mean ratio was above the limit, and the losses are 0 */
  readonly isLeftOut: boolean;
  /** ∂loss/∂logProbabilities and ∂loss/∂values; where both arms of a maximum are equal each has one half */
  readonly slopes: { readonly logProbabilities: number[][]; readonly values: number[][] };
  readonly statistics: PpoStatistics;
}

/** The larger of two losses and its slope: PyTorch gives one half to each where they are equal. */
interface Choice {
  readonly loss: number;
  readonly slope: number;
  readonly isClipped: boolean;
}

interface Arm {
  readonly loss: number;
  readonly slope: number;
}

function larger(free: Arm, clipped: Arm): Choice {
  if (free.loss === clipped.loss)
    return { loss: free.loss, slope: (free.slope + clipped.slope) / 2, isClipped: false };
  const isClipped = clipped.loss > free.loss;
  return { ...(isClipped ? clipped : free), isClipped };
}

function policyChoice(change: number, advantage: number, range: number): Choice {
  const ratio = Math.exp(change);
  const held = Math.min(Math.max(ratio, 1 - range), 1 + range);
  return larger(
    { loss: -advantage * ratio, slope: -advantage * ratio },
    { loss: -advantage * held, slope: held === ratio ? -advantage * ratio : 0 },
  );
}

function valueChoice(
  value: number,
  { old, target, range }: { readonly old: number; readonly target: number; readonly range: number },
): Choice {
  const held = Math.max(Math.min(value, old + range), old - range);
  return larger(
    { loss: (value - target) ** 2, slope: 2 * (value - target) },
    { loss: (held - target) ** 2, slope: held === value ? 2 * (held - target) : 0 },
  );
}

/**
 * The clipped objective of proximal policy optimisation (Schulman et al. 2017) with a clipped value loss, as
 * TRL 0.9.6 computes it: L = mean max(-Aρ, -A clip(ρ)) + weight · ½ mean max((V - R)², (clip(V) - R)²).
 */
export function ppoLoss(batch: PpoBatch, clipping: PpoClipping): PpoLoss {
  const { mask } = batch;
  const policy = policyChoices(batch, clipping.policyRange);
  const critic = valueChoices(batch, clipping.valueRange);
  const ratio = mapGrid(batch.logProbabilities, (value, row, place) =>
    Math.exp(value - at(batch.oldLogProbabilities, row, place)),
  );
  const isLeftOut = maskedMean(ratio, mask) > clipping.ratioLimit;
  const policyLoss = isLeftOut ? 0 : maskedMean(losses(policy), mask);
  const valueLoss = isLeftOut ? 0 : 0.5 * maskedMean(losses(critic), mask);
  const weight = isLeftOut ? 0 : 1;
  return {
    policyLoss,
    valueLoss,
    loss: policyLoss + clipping.valueWeight * valueLoss,
    ratio,
    isLeftOut,
    slopes: {
      logProbabilities: slopesOf(policy, mask, weight),
      values: slopesOf(critic, mask, weight * clipping.valueWeight * 0.5),
    },
    statistics: {
      ...changeStatistics(batch),
      policyClipped: maskedMean(clippedPlaces(policy), mask),
      valueClipped: maskedMean(clippedPlaces(critic), mask),
    },
  };
}

type Choices = readonly (readonly Choice[])[];

function at(grid: Grid, row: number, place: number): number {
  return grid[row]?.[place] ?? Number.NaN;
}

function policyChoices(batch: PpoBatch, range: number): Choices {
  return batch.logProbabilities.map((cells, row) =>
    cells.map((value, place) => {
      const change = value - at(batch.oldLogProbabilities, row, place);
      return policyChoice(change, at(batch.advantages, row, place), range);
    }),
  );
}

function valueChoices(batch: PpoBatch, range: number): Choices {
  return batch.values.map((cells, row) =>
    cells.map((value, place) =>
      valueChoice(value, {
        old: at(batch.oldValues, row, place),
        target: at(batch.returns, row, place),
        range,
      }),
    ),
  );
}

/** The slopes of the mean over the places that the mask shows; 0 elsewhere. */
function slopesOf(choices: Choices, mask: Grid, weight: number): number[][] {
  const count = mask.flat().filter((shown) => shown !== 0).length;
  return choices.map((row, r) =>
    row.map(({ slope }, place) => (weight !== 0 && at(mask, r, place) !== 0 ? (weight * slope) / count : 0)),
  );
}

function losses(choices: Choices): number[][] {
  return choices.map((row) => row.map(({ loss }) => loss));
}

function clippedPlaces(choices: Choices): number[][] {
  return choices.map((row) => row.map(({ isClipped }) => (isClipped ? 1 : 0)));
}

function changeStatistics(batch: PpoBatch): Omit<PpoStatistics, 'policyClipped' | 'valueClipped'> {
  const { mask, returns, oldValues } = batch;
  const change = mapGrid(
    batch.logProbabilities,
    (value, row, place) => value - at(batch.oldLogProbabilities, row, place),
  );
  const error = mapGrid(batch.values, (value, row, place) => value - at(returns, row, place));
  const squared = (grid: Grid) => mapGrid(grid, (value) => value ** 2);
  return {
    approximateKl: 0.5 * maskedMean(squared(change), mask),
    policyKl: -maskedMean(change, mask),
    advantageMean: maskedMean(batch.advantages, mask),
    returnMean: maskedMean(returns, mask),
    returnVariance: maskedVariance(returns, mask),
    valueMean: maskedMean(batch.values, mask),
    valueError: maskedMean(squared(error), mask),
    oldValueMean: maskedMean(oldValues, mask),
    oldValueVariance: maskedVariance(oldValues, mask),
  };
}
