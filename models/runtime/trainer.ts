import { type ForwardGraph, forwardGraph } from '../architectures/forward-graph.ts';
import { type AdamWOptions, adamW } from '../graph/adamw.ts';
import { gradients } from '../graph/gradients.ts';
import type { Tensor } from '../graph/graph.ts';
import { serialise } from '../graph/serialise.ts';
import type { ModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { createSession, type Feed, type Fetched, type Session, type SessionOptions } from './session.ts';

export interface TrainerOptions extends SessionOptions {
  /** Adds the loss, a scalar, to the model's graph. */
  readonly loss: (forward: ForwardGraph) => Tensor;
  readonly optimiser?: AdamWOptions;
  /** The weight decay of a parameter; 0 for all where left out. */
  readonly weightDecay?: (name: string) => number;
}

export type Feeds = Readonly<Record<string, Feed>>;

export interface StepResult {
  /** Before the step. */
  readonly loss: number;
  /** Of the whole gradient, before clipping. */
  readonly gradientNorm: number;
}

/** A model under training: forward, backward and AdamW in one graph, the weights held here. */
export interface Trainer {
  /** The current weights by their Hugging Face names. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** One update. Feeds are those of the model and of the loss. */
  step(feeds: Feeds, learningRate: number): Promise<StepResult>;
  /** The loss and its gradients by parameter; changes nothing. */
  gradients(feeds: Feeds): Promise<StepResult & { readonly gradients: ReadonlyMap<string, Float32Array> }>;
  dispose(): Promise<void>;
}

/** Compiles a model with its loss, gradients and optimiser. Dropout is off. */
export async function createTrainer(checkpoint: ModelCheckpoint, options: TrainerOptions): Promise<Trainer> {
  const forward = forwardGraph(checkpoint.config);
  const { graph } = forward;
  const loss = options.loss(forward);
  const names = graph.parameters.map(({ name }) => name);
  const slopes = gradients(loss, graph.parameters);
  graph.output(loss, 'loss');
  for (const [index, slope] of slopes.entries()) graph.output(slope, `gradient:${names[index]}`);
  const trained = graph.parameters.flatMap((parameter, index) => {
    const gradient = slopes[index];
    return gradient ? [{ parameter, gradient, weightDecay: options.weightDecay?.(parameter.name) ?? 0 }] : [];
  });
  adamW(graph, trained, options.optimiser);
  const session = await createSession(serialise(graph, { weights: 'inputs' }), options);
  return new SessionTrainer(session, weightsOf(checkpoint, names));
}

function weightsOf({ tensors }: ModelCheckpoint, names: readonly string[]): Map<string, Float32Array> {
  return new Map(
    names.map((name) => {
      const weight = tensors.get(name);
      if (!weight)
        throw new Error(`the architecture asks for ${name}, which its configuration does not list`);
      return [name, weight.read()];
    }),
  );
}

class SessionTrainer implements Trainer {
  readonly parameters: Map<string, Float32Array>;
  readonly #session: Session;
  readonly #moments: Map<string, Float32Array>;
  #steps = 0;

  constructor(session: Session, parameters: Map<string, Float32Array>) {
    this.parameters = parameters;
    this.#session = session;
    this.#moments = new Map(
      [...parameters].flatMap(([name, { length }]) => [
        [`m:${name}`, new Float32Array(length)],
        [`v:${name}`, new Float32Array(length)],
      ]),
    );
  }

  async step(feeds: Feeds, learningRate: number): Promise<StepResult> {
    const held = [...this.parameters.keys(), ...this.#moments.keys()].map((name) => `next:${name}`);
    const found = await this.#run(feeds, learningRate, ['loss', 'gradient_norm', ...held]);
    this.#steps++;
    for (const name of this.parameters.keys()) this.parameters.set(name, floats(found, `next:${name}`));
    for (const name of this.#moments.keys()) this.#moments.set(name, floats(found, `next:${name}`));
    return resultOf(found);
  }

  async gradients(feeds: Feeds) {
    const names = [...this.parameters.keys()];
    const asked = names.map((name) => `gradient:${name}`);
    const found = await this.#run(feeds, 0, ['loss', 'gradient_norm', ...asked]);
    const all = new Map(names.map((name) => [name, floats(found, `gradient:${name}`)]));
    return { ...resultOf(found), gradients: all };
  }

  dispose(): Promise<void> {
    return this.#session.dispose();
  }

  #run(feeds: Feeds, learningRate: number, fetches: readonly string[]) {
    const held = Object.fromEntries([...this.parameters, ...this.#moments]);
    const step = { step: [this.#steps + 1], learning_rate: [learningRate] };
    return this.#session.run({ ...feeds, ...held, ...step }, fetches);
  }
}

function resultOf(found: Readonly<Record<string, Fetched>>): StepResult {
  return {
    loss: floats(found, 'loss')[0] ?? Number.NaN,
    gradientNorm: floats(found, 'gradient_norm')[0] ?? Number.NaN,
  };
}

function floats(found: Readonly<Record<string, Fetched>>, name: string): Float32Array {
  const data = found[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new Error(`the session gave no floats for ${name}`);
}
