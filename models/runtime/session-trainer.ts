import { createRandom } from '#lib/rng.ts';
import { dropoutSeedInput } from '../architectures/seeded-dropout.ts';
import type { AdamWStep, Trained } from '../graph/adamw.ts';
import type { Tensor } from '../graph/graph.ts';
import { serialise } from '../graph/serialise.ts';
import { createSession, type Fetched, type Session } from './session.ts';
import type {
  BatchPart,
  Feeds,
  GradientResult,
  Measured,
  StepResult,
  Trainer,
  TrainerOptions,
  TrainerState,
} from './trainer.ts';

export interface TrainingPlan {
  /** `loss`, and the metrics as `metric:<name>` */
  readonly measured: Readonly<Record<string, Tensor>>;
  readonly trained: readonly Trained[];
  /** parameters that are not frozen, and yet take no part in the loss */
  readonly unreached: readonly Tensor[];
  /** the optimiser behind the loss */
  readonly update: AdamWStep;
  /** makes the optimiser in a graph of its own, behind inputs `gradient:<name>` */
  readonly accumulated: () => AdamWStep;
}

type Found = Readonly<Record<string, Fetched>>;
type Part = 'step' | 'gradients' | 'evaluation' | 'update';

/** Holds the weights and feeds them to the sessions of a plan. */
export class SessionTrainer implements Trainer {
  readonly parameters: Map<string, Float32Array>;
  steps = 0;
  readonly #plan: TrainingPlan;
  readonly #options: TrainerOptions;
  readonly #sessions = new Map<Part, Promise<Session>>();
  readonly #moments: Map<string, Float32Array>;

  constructor(plan: TrainingPlan, parameters: Map<string, Float32Array>, options: TrainerOptions) {
    this.parameters = parameters;
    this.#plan = plan;
    this.#options = options;
    this.#moments = new Map(
      plan.trained.flatMap(({ parameter: { name } }) => {
        const length = parameters.get(name)?.length ?? 0;
        return [
          [`m:${name}`, new Float32Array(length)],
          [`v:${name}`, new Float32Array(length)],
        ];
      }),
    );
  }

  async step(batch: Feeds | readonly BatchPart[], learningRate: number): Promise<StepResult> {
    if (isParts(batch)) return this.#stepOverParts(batch, learningRate);
    const found = await this.#run('step', { ...batch, ...this.#rates(learningRate) });
    return this.#adopt(found, this.#measured(found));
  }

  async evaluate(feeds: Feeds): Promise<Measured> {
    return this.#measured(await this.#run('evaluation', feeds));
  }

  gradients(feeds: Feeds): Promise<GradientResult> {
    return this.#gradients(feeds, 0);
  }

  state(): TrainerState {
    return { step: this.steps, parameters: copied(this.parameters), moments: copied(this.#moments) };
  }

  restore({ step, parameters, moments }: TrainerState): void {
    checkFit(this.parameters, parameters);
    checkFit(this.#moments, moments);
    for (const [name, values] of copied(parameters)) this.parameters.set(name, values);
    for (const [name, values] of copied(moments)) this.#moments.set(name, values);
    this.steps = step;
  }

  async dispose(): Promise<void> {
    const sessions = await Promise.all(this.#sessions.values());
    this.#sessions.clear();
    for (const session of sessions) await session.dispose();
  }

  async #stepOverParts(parts: readonly BatchPart[], learningRate: number): Promise<StepResult> {
    if (parts.length === 0) throw new Error('a batch has at least one part');
    const sums = new Map<string, Float32Array>();
    let measured: Measured = { loss: 0, metrics: {} };
    for (const [index, { feeds, share }] of parts.entries()) {
      const found = await this.#gradients(feeds, index);
      for (const { parameter } of this.#plan.trained)
        addShare(sums, { name: parameter.name, values: found.gradients.get(parameter.name), share });
      measured = combined(measured, found, share);
    }
    const given = Object.fromEntries([...sums].map(([name, values]) => [`gradient:${name}`, values]));
    return this.#adopt(await this.#run('update', { ...given, ...this.#rates(learningRate) }), measured);
  }

  async #gradients(feeds: Feeds, part: number): Promise<GradientResult> {
    const found = await this.#run('gradients', feeds, part);
    const { trained, unreached } = this.#plan;
    return {
      ...this.#measured(found),
      gradientNorm: scalar(found, 'gradient_norm'),
      gradients: new Map([
        ...trained.map(({ parameter: { name } }) => [name, floats(found, `gradient:${name}`)] as const),
        ...unreached.map(({ name }) => [name, new Float32Array(this.#length(name))] as const),
      ]),
    };
  }

  /** Takes over what the optimiser found, unless that would spoil the weights. */
  #adopt(found: Found, measured: Measured): StepResult {
    const gradientNorm = scalar(found, 'gradient_norm');
    const taken = Number.isFinite(measured.loss) && Number.isFinite(gradientNorm);
    if (taken) {
      for (const { parameter } of this.#plan.trained)
        this.parameters.set(parameter.name, floats(found, `next:${parameter.name}`));
      for (const name of this.#moments.keys()) this.#moments.set(name, floats(found, `next:${name}`));
      this.steps++;
    }
    return { ...measured, gradientNorm, taken };
  }

  #measured(found: Found): Measured {
    const names = Object.keys(this.#options.metrics ?? {});
    return {
      loss: scalar(found, 'loss'),
      metrics: Object.fromEntries(names.map((name) => [name, scalar(found, `metric:${name}`)])),
    };
  }

  #length(name: string): number {
    return this.parameters.get(name)?.length ?? 0;
  }

  #rates(learningRate: number): Feeds {
    return { step: [this.steps + 1], learning_rate: [learningRate] };
  }

  async #run(part: Part, feeds: Feeds, index = 0): Promise<Found> {
    const compiling = this.#sessions.get(part) ?? this.#compile(part);
    this.#sessions.set(part, compiling);
    const session = await compiling;
    const wanted = new Set(session.inputs.map(({ name }) => name));
    const held: Record<string, Float32Array> = {};
    for (const [name, values] of [...this.parameters, ...this.#moments])
      if (wanted.has(name)) held[name] = values;
    const random = createRandom(this.#options.seed ?? 0, 'dropout', this.steps, index);
    const seed = wanted.has(dropoutSeedInput) ? { [dropoutSeedInput]: [random.below(2 ** 31)] } : {};
    return session.run({ ...held, ...seed, ...this.#needed(feeds, wanted) });
  }

  /** Feeds that this part of the graph has no use for are left out; names unknown to the graph are refused later. */
  #needed(feeds: Feeds, wanted: ReadonlySet<string>): Feeds {
    const known = new Set(this.#options.graph.inputs.map(({ name }) => name));
    return Object.fromEntries(Object.entries(feeds).filter(([name]) => wanted.has(name) || !known.has(name)));
  }

  #compile(part: Part): Promise<Session> {
    const { measured, trained, update, accumulated } = this.#plan;
    const { graph } = this.#options;
    const settings = { memoryPattern: false, ...this.#options };
    const compile = (outputs: Readonly<Record<string, Tensor>>) =>
      createSession(
        serialise(graph, { weights: 'inputs', part: { outputs, evaluating: part === 'evaluation' } }),
        settings,
      );
    switch (part) {
      case 'step':
        return compile({ ...measured, gradient_norm: update.gradientNorm, ...update.next });
      case 'gradients': {
        const each = trained.map(({ parameter, gradient }) => [`gradient:${parameter.name}`, gradient]);
        return compile({ ...measured, gradient_norm: update.gradientNorm, ...Object.fromEntries(each) });
      }
      case 'evaluation':
        return compile(measured);
      case 'update':
        return createSession(serialise(accumulated().step.graph, { weights: 'inputs' }), settings);
    }
  }
}

function isParts(batch: Feeds | readonly BatchPart[]): batch is readonly BatchPart[] {
  return Array.isArray(batch);
}

function addShare(
  sums: Map<string, Float32Array>,
  { name, values, share }: { name: string; values: Float32Array | undefined; share: number },
): void {
  if (values === undefined) throw new Error(`there is no gradient of ${name}`);
  const sum = sums.get(name);
  if (!sum) {
    // The first part's own array becomes the sum: a new one of a model's size takes longer than the sum itself.
    for (let i = 0; i < values.length; i++) values[i] = share * (values[i] as number);
    sums.set(name, values);
    return;
  }
  for (let i = 0; i < values.length; i++) sum[i] = (sum[i] as number) + share * (values[i] as number);
}

function combined(sum: Measured, { loss, metrics }: Measured, share: number): Measured {
  const added = Object.entries(metrics).map(([name, value]) => [
    name,
    (sum.metrics[name] ?? 0) + share * value,
  ]);
  return { loss: sum.loss + share * loss, metrics: Object.fromEntries(added) };
}

function copied(values: ReadonlyMap<string, Float32Array>): Map<string, Float32Array> {
  return new Map([...values].map(([name, data]) => [name, data.slice()]));
}

function checkFit(own: ReadonlyMap<string, Float32Array>, given: ReadonlyMap<string, Float32Array>): void {
  for (const [name, { length }] of own)
    if (given.get(name)?.length !== length)
      throw new Error(
        `${name} takes ${length} values and the state holds ${given.get(name)?.length ?? 'none'}`,
      );
  for (const name of given.keys())
    if (!own.has(name)) throw new Error(`the state holds ${name}, which this trainer does not know`);
}

function scalar(found: Found, name: string): number {
  return found[name]?.data[0] ?? Number.NaN;
}

function floats(found: Found, name: string): Float32Array {
  const data = found[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new Error(`the session gave no floats for ${name}`);
}
