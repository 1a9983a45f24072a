import { linear } from '../../architectures/layers.ts';
import type { Tensor } from '../../graph/graph.ts';
import { add, mul, neg } from '../../graph/ops/elementwise.ts';
import { crossEntropy, ignoredLabel, labelLogProbabilities } from '../../graph/ops/loss.ts';
import { reduceMean } from '../../graph/ops/reduction.ts';
import type { Feed } from '../../runtime/session.ts';
import type { Feeds } from '../../runtime/trainer.ts';
import type { IdentifierSet, SetGraph } from './identifier-set.ts';
import { forMechanisms, type Level, type Mechanism, mechanisms } from './mechanisms.ts';
import { exchangeFeeds } from './predict-levels.ts';

/** An exchange as it is learned from. */
export interface LabelledRow {
  readonly context: readonly number[];
  readonly response: readonly number[];
  readonly levels: Readonly<Record<Mechanism, Level>>;
  /** For each token of the response whether it is part of a rationale. */
  readonly marks: Readonly<Record<Mechanism, readonly boolean[]>>;
}

/** The layer that finds rationales: it serves the training alone and is not kept. */
export function rationaleTensors({ encoder }: IdentifierSet): ReadonlyMap<string, readonly number[]> {
  return new Map(
    mechanisms.flatMap((mechanism): [string, number[]][] => [
      [`${mechanism}.rationales.weight`, [2, encoder.d_model]],
      [`${mechanism}.rationales.bias`, [2]],
    ]),
  );
}

export interface LevelsLoss {
  /** The sum over mechanisms of their cross-entropies, and of those of rationales at their weight. */
  readonly loss: Tensor;
  /** The cross-entropy of each mechanism's levels, weighted by class. */
  readonly metrics: Readonly<Record<Mechanism, Tensor>>;
}

/**
 * EPITOME's two objectives (Sharma et al. 2020, section 5) for all mechanisms: the level of an exchange, and which of
 * the response's tokens are its rationale.
 * @param rationaleWeight of the second; at 0 its layer is not made
 */
export function levelsLoss({ encoder }: IdentifierSet, built: SetGraph, rationaleWeight: number): LevelsLoss {
  const { graph, parameters, logits, states } = built;
  const metrics = forMechanisms((mechanism) => {
    const labels = graph.input(`levels_${mechanism}`, 'int64', ['batch']);
    const weights = graph.input(`weights_${mechanism}`, 'float32', ['batch']);
    return neg(reduceMean(mul(labelLogProbabilities(logits[mechanism], labels), weights)));
  });
  let loss = mechanisms.map((mechanism) => metrics[mechanism]).reduce((sum, part) => add(sum, part));
  if (rationaleWeight === 0) return { loss, metrics };
  for (const mechanism of mechanisms) {
    const place = { name: `${mechanism}.rationales`, from: encoder.d_model, to: 2 };
    const labels = graph.input(`rationales_${mechanism}`, 'int64', ['batch', 'response']);
    const found = crossEntropy(linear(parameters, states[mechanism], place), labels);
    loss = add(loss, mul(found, rationaleWeight));
  }
  return { loss, metrics };
}

/**
 * What the loss and the identifiers are fed with.
 * @param weights of the levels, by mechanism
 * @param rationaleWeight as `levelsLoss` was given it
 */
export function levelsFeeds(
  { encoder }: IdentifierSet,
  rows: readonly LabelledRow[],
  {
    weights,
    rationaleWeight,
  }: {
    readonly weights: Readonly<Record<Mechanism, readonly number[]>>;
    readonly rationaleWeight: number;
  },
): Feeds {
  const feeds: Record<string, Feed> = { ...exchangeFeeds(encoder, rows) };
  const longest = rows.reduce((most, { response }) => Math.max(most, response.length), 1);
  for (const mechanism of mechanisms) {
    const levels = rows.map((row) => row.levels[mechanism]);
    feeds[`levels_${mechanism}`] = levels;
    feeds[`weights_${mechanism}`] = Float32Array.from(levels, (level) => weights[mechanism][level] ?? 0);
    if (rationaleWeight === 0) continue;
    const data = Int32Array.from(rows.flatMap((row) => markLabels(row, mechanism, longest)));
    feeds[`rationales_${mechanism}`] = { data, shape: [rows.length, longest] };
  }
  return feeds;
}

/** Filling is ignored; so is a response that shows the mechanism by nothing that is marked. */
function markLabels({ levels, marks }: LabelledRow, mechanism: Mechanism, longest: number): number[] {
  const own = marks[mechanism];
  const isKnown = levels[mechanism] === 0 || own.includes(true);
  return Array.from({ length: longest }, (_, place) =>
    isKnown && place < own.length ? Number(own[place]) : ignoredLabel,
  );
}
