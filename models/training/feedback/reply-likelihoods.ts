import { dependsOn } from '../../graph/depends-on.ts';
import { gradients } from '../../graph/gradients.ts';
import type { Tensor } from '../../graph/graph.ts';
import { mul, neg } from '../../graph/ops/elementwise.ts';
import { labelLogProbabilities, logSoftmax } from '../../graph/ops/loss.ts';
import { reduceMax, reduceSum } from '../../graph/ops/reduction.ts';
import { type GraphModel, openWithWeights } from '../../runtime/graph-model.ts';
import type { SessionOptions } from '../../runtime/session.ts';
import type { Feeds } from '../../runtime/trainer.ts';
import { tokenBatches } from '../framework/token-batches.ts';
import type { ReplyLikelihood } from '../objectives/negative-hits.ts';
import type { LabelledBatch, SystemUnderTraining } from './system-under-training.ts';

export interface WeightedGradient {
  /** -Σ weight log p over all tokens. */
  readonly loss: number;
  readonly gradient: ReadonlyMap<string, Float32Array>;
  /** Of the items, without filling. */
  readonly tokens: number;
}

export interface LikelihoodOptions extends SessionOptions {
  /** Read at each run. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** The most places of a run. */
  readonly batchTokens: number;
}

/** How likely the current weights find replies, and which way they get likelier; without dropout. */
export class ReplyLikelihoods<Item> {
  readonly #system: SystemUnderTraining<Item>;
  readonly #scores: GraphModel;
  readonly #slopes: GraphModel;
  readonly #batchTokens: number;

  private constructor(
    system: SystemUnderTraining<Item>,
    models: { readonly scores: GraphModel; readonly slopes: GraphModel },
    batchTokens: number,
  ) {
    this.#system = system;
    this.#scores = models.scores;
    this.#slopes = models.slopes;
    this.#batchTokens = batchTokens;
  }

  static async open<Item>(
    system: SystemUnderTraining<Item>,
    { parameters, batchTokens, ...options }: LikelihoodOptions,
  ): Promise<ReplyLikelihoods<Item>> {
    const { graph, logits } = system.build();
    const labels = graph.input('labels', 'int64', logits.shape.slice(0, -1));
    const weights = graph.input('label_weights', 'float32', labels.shape);
    const logProbabilities = labelLogProbabilities(logits, labels);
    const loss = neg(reduceSum(mul(logProbabilities, weights)));
    const reached = dependsOn(loss, graph.parameters);
    const trained = graph.parameters.filter(({ name }) => reached.has(name));
    const slopes = gradients(loss, trained);
    const best = reduceMax(logSoftmax(logits), { axes: -1 });
    const openPart = (values: Readonly<Record<string, Tensor>>) =>
      openWithWeights({ graph, values, parameters }, { memoryArena: false, ...options });
    const scoring = await openPart({ log_probabilities: logProbabilities, best });
    const named = trained.map(({ name }, index) => [`gradient:${name}`, slopes[index] as Tensor]);
    return new ReplyLikelihoods(
      system,
      { scores: scoring, slopes: await openPart({ loss, ...Object.fromEntries(named) }) },
      batchTokens,
    );
  }

  async score(items: readonly Item[]): Promise<ReplyLikelihood[]> {
    const found = items.map(() => ({ logProbabilities: [] as number[], isGreedy: true }));
    for (const rows of this.#parts(items)) {
      const batch = this.#batchOf(items, rows);
      const { log_probabilities, best } = await this.#scores.run(labelled(batch));
      forEachLabel(batch, (place, owner) => {
        const likelihood = found[rows[owner] ?? -1];
        const value = log_probabilities?.data[place] ?? Number.NaN;
        likelihood?.logProbabilities.push(value);
        // Found by the same operator on the same logits, so that equal ones are equal to the last bit.
        if (likelihood && value < (best?.data[place] ?? Number.NaN)) likelihood.isGreedy = false;
      });
    }
    return found;
  }

  /** @param weights of each item, for its tokens in turn */
  async gradient(items: readonly Item[], weights: readonly (readonly number[])[]): Promise<WeightedGradient> {
    const sum = new Map<string, Float32Array>();
    let [loss, tokens] = [0, 0];
    for (const rows of this.#parts(items)) {
      const batch = this.#batchOf(items, rows);
      const spread = spreadWeights(
        batch,
        rows.map((row) => weights[row] ?? []),
      );
      const found = await this.#slopes.run({
        ...labelled(batch),
        label_weights: { data: spread, shape: batch.shape },
      });
      loss += found.loss?.data[0] ?? Number.NaN;
      for (const row of rows) tokens += this.#system.lengthOf(items[row] as Item);
      for (const [name, { data }] of Object.entries(found))
        if (name.startsWith('gradient:')) addTo(sum, name.slice('gradient:'.length), data as Float32Array);
    }
    return { loss, gradient: sum, tokens };
  }

  async dispose(): Promise<void> {
    await this.#scores.dispose();
    await this.#slopes.dispose();
  }

  /** Items by runs that hold them, alike in length. */
  #parts(items: readonly Item[]): number[][] {
    if (items.length === 0) return [];
    return tokenBatches(items.map(this.#system.lengthOf), { tokens: this.#batchTokens, seed: ['parts'] });
  }

  #batchOf(items: readonly Item[], rows: readonly number[]): LabelledBatch {
    return this.#system.batchOf(rows.map((row) => items[row] as Item));
  }
}

function labelled({ feeds, labels, shape }: LabelledBatch): Feeds {
  return { ...feeds, labels: { data: Int32Array.from(labels), shape } };
}

function forEachLabel({ owners }: LabelledBatch, visit: (place: number, owner: number) => void): void {
  for (let place = 0; place < owners.length; place++) {
    const owner = owners[place] ?? -1;
    if (owner >= 0) visit(place, owner);
  }
}

/** The weights of items' tokens at the places of their labels. */
function spreadWeights(batch: LabelledBatch, weights: readonly (readonly number[])[]): Float32Array {
  const spread = new Float32Array(batch.owners.length);
  const next = weights.map(() => 0);
  forEachLabel(batch, (place, owner) => {
    const at = next[owner] ?? 0;
    next[owner] = at + 1;
    spread[place] = weights[owner]?.[at] ?? Number.NaN;
  });
  return spread;
}

function addTo(sum: Map<string, Float32Array>, name: string, values: Float32Array): void {
  const held = sum.get(name);
  if (!held) sum.set(name, values);
  else for (let i = 0; i < values.length; i++) held[i] = (held[i] as number) + (values[i] as number);
}
