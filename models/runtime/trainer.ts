import type { SeedPart } from '#lib/rng.ts';
import { type AdamWOptions, adamW } from '../graph/adamw.ts';
import { dependsOn } from '../graph/depends-on.ts';
import { gradients } from '../graph/gradients.ts';
import { Graph, type Tensor } from '../graph/graph.ts';
import type { Feed, SessionOptions } from './session.ts';
import { SessionTrainer, type TrainingPlan } from './session-trainer.ts';

export interface TrainerOptions extends SessionOptions {
  /** One or several models with what the loss needs; inputs and parameters are fed by their names. */
  readonly graph: Graph;
  /** A scalar of the graph. */
  readonly loss: Tensor;
  /** The weights to start from, at least one for each parameter of the graph. They are not written to. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** Further scalars to report with the loss. */
  readonly metrics?: Readonly<Record<string, Tensor>>;
  /** Weights that stay as they are: they take neither gradients nor moments. None by default. */
  readonly frozen?: (name: string) => boolean;
  readonly optimiser?: AdamWOptions;
  /** The weight decay of a parameter; 0 for all where left out. */
  readonly weightDecay?: (name: string) => number;
  /** What dropout is drawn from, together with the number of the step. */
  readonly seed?: SeedPart;
}

export type Feeds = Readonly<Record<string, Feed>>;

/** A part of a batch that is too large for one run. */
export interface BatchPart {
  readonly feeds: Feeds;
  /**
   * What its loss counts in the batch: the shares of a batch sum to 1. Where a loss is the mean over labels, the
   * labels of the part by those of the batch; then the parts give the step that the whole batch would have given.
   */
  readonly share: number;
}

export interface Measured {
  /** Before the step. */
  readonly loss: number;
  /** Of parts of a batch, the mean by their shares, as of the loss. */
  readonly metrics: Readonly<Record<string, number>>;
}

export interface StepResult extends Measured {
  /** Of the whole gradient, before clipping. */
  readonly gradientNorm: number;
  /** False where loss or gradient are not finite: then the step has changed nothing. */
  readonly taken: boolean;
}

export interface GradientResult extends Measured {
  readonly gradientNorm: number;
  /** By parameter; zeros where the loss does not depend on one. Frozen ones are not among them. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

/** All that a trainer needs to go on as if it had never stopped. The arrays are the caller's own. */
export interface TrainerState {
  /** Steps taken. */
  readonly step: number;
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** `m:<name>` and `v:<name>` of each trained parameter. */
  readonly moments: ReadonlyMap<string, Float32Array>;
}

/** Models under training: forward, backward and AdamW in one graph, the weights held here. */
export interface Trainer {
  /** The current weights by their names. A step puts new arrays into the map and leaves the old ones as they were. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** Steps taken. */
  readonly steps: number;
  /** One update. The shapes of the feeds may differ from step to step. */
  step(batch: Feeds | readonly BatchPart[], learningRate: number): Promise<StepResult>;
  /** Loss and metrics without dropout; changes nothing. */
  evaluate(feeds: Feeds): Promise<Measured>;
  /** The loss and its gradients, with the dropout of the step to come; changes nothing. */
  gradients(feeds: Feeds): Promise<GradientResult>;
  state(): TrainerState;
  /** Goes back to a state. Throws where its names or sizes are not those of this trainer. */
  restore(state: TrainerState): void;
  dispose(): Promise<void>;
}

/**
 * Compiles a graph with the gradients of a loss and the optimiser; each model (step, gradients alone, evaluation) is
 * compiled when it is first asked for. A parameter that the loss does not depend on is left as it is, as in PyTorch.
 */
export async function createTrainer(options: TrainerOptions): Promise<Trainer> {
  const { graph, loss, frozen = () => false, metrics = {} } = options;
  for (const [name, { shape }] of Object.entries({ loss, ...metrics }))
    if (shape.length > 0) throw new Error(`${name} is no scalar but [${shape.join(', ')}]`);
  const candidates = graph.parameters.filter(({ name }) => !frozen(name));
  const reached = dependsOn(loss, candidates);
  const parameters = candidates.filter(({ name }) => reached.has(name));
  const slopes = gradients(loss, parameters);
  const trained = parameters.map((parameter, index) => ({
    parameter,
    gradient: slopes[index] as Tensor,
    weightDecay: options.weightDecay?.(parameter.name) ?? 0,
  }));
  const plan: TrainingPlan = {
    measured: { loss, ...Object.fromEntries(Object.entries(metrics).map(([k, v]) => [`metric:${k}`, v])) },
    trained,
    unreached: candidates.filter(({ name }) => !reached.has(name)),
    update: adamW(graph, trained, options.optimiser),
    accumulated: () => accumulatedUpdate(trained, options.optimiser),
  };
  return new SessionTrainer(plan, startingWeights(options), options);
}

function startingWeights({ graph, parameters }: TrainerOptions): Map<string, Float32Array> {
  return new Map(
    graph.parameters.map(({ name, shape }) => {
      const weight = parameters.get(name);
      const length = shape.reduce<number>((total, size) => total * Number(size), 1);
      if (weight?.length === length) return [name, weight];
      throw new Error(`${name} takes ${length} weights and was given ${weight?.length ?? 'none'}`);
    }),
  );
}

/** The optimiser alone, on gradients that are fed to it. */
function accumulatedUpdate(
  trained: readonly { readonly parameter: Tensor; readonly weightDecay: number }[],
  optimiser: AdamWOptions | undefined,
) {
  const graph = new Graph();
  const fed = trained.map(({ parameter: { name, shape }, weightDecay }) => ({
    parameter: graph.parameter(name, shape.map(Number)),
    gradient: graph.input(`gradient:${name}`, 'float32', shape),
    weightDecay,
  }));
  return adamW(graph, fed, optimiser);
}
