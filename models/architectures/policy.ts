import type { Random } from '#lib/rng.ts';
import type { Graph, Tensor } from '../graph/graph.ts';
import { exp, mul, neg } from '../graph/ops/elementwise.ts';
import { squeeze } from '../graph/ops/layout.ts';
import { ignoredLabel, labelLogProbabilities, logSoftmax } from '../graph/ops/loss.ts';
import { reduceSum } from '../graph/ops/reduction.ts';
import type { Gpt2Config, OpenaiGptConfig, T5Config } from '../weights/configs.ts';
import { forwardGraph } from './forward-graph.ts';
import { causalBias, type HostInputs, type Rows, rowsTensor } from './host-inputs.ts';
import { type Dropout, linear, type Parameters } from './layers.ts';
import { modelInputs } from './model-inputs.ts';

/** Models that can be a policy: those with a language-model head. */
export type PolicyConfig = T5Config | Gpt2Config | OpenaiGptConfig;

/** A language model seen as a policy over tokens; tensors [batch, time]. */
export interface PolicyGraph {
  readonly graph: Graph;
  /** Of the token that follows each place (input `actions`); 0 where none does. */
  readonly logProbabilities: Tensor;
  /** Of the distribution at each place, in nats. */
  readonly entropy: Tensor;
}

export interface ActorCriticGraph extends PolicyGraph {
  /** What the critic expects from each place on. */
  readonly values: Tensor;
}

/** A policy alone, such as a frozen reference. Its inputs are those of `policyFeeds`. Without dropout. */
export function policyGraph(config: PolicyConfig): PolicyGraph {
  const { graph, values } = forwardGraph(config);
  return policyParts(graph, values.logits);
}

/**
 * A policy with TRL's value head: a linear layer on the last (normed) hidden state.
 * @param dropout left out, as TRL runs both rollouts and updates; the head's own dropout there never acts
 */
export function actorCriticGraph(
  config: PolicyConfig,
  dropout?: (graph: Graph) => Dropout,
): ActorCriticGraph {
  const { graph, values } = forwardGraph(config, dropout);
  const state =
    config.model_type === 't5'
      ? values[`decoder_hidden_states.${config.num_decoder_layers}`]
      : values[`hidden_states.${config.n_layer}`];
  if (!state) throw new Error('the model gives no last hidden state');
  const parameters: Parameters = (name, shape) => graph.parameter(name, shape);
  return {
    ...policyParts(graph, values.logits),
    values: buildValueHead(parameters, state, policyWidth(config)),
  };
}

function policyParts(graph: Graph, logits: Tensor | undefined): PolicyGraph {
  if (!logits) throw new Error('a policy needs a language-model head');
  const actions = graph.input('actions', 'int64', ['batch', 'time']);
  const all = logSoftmax(logits);
  return {
    graph,
    logProbabilities: labelLogProbabilities(logits, actions),
    entropy: neg(reduceSum(mul(exp(all), all), { axes: -1 })),
  };
}

const valueHead = 'v_head.summary';

/** States [batch, time, width] → values [batch, time]. */
export function buildValueHead(parameters: Parameters, state: Tensor, width: number): Tensor {
  return squeeze(linear(parameters, state, { name: valueHead, from: width, to: 1 }), 2);
}

export function policyWidth(config: PolicyConfig): number {
  return config.model_type === 't5' ? config.d_model : config.n_embd;
}

/** The tensors that a policy with a value head has besides the model's, by TRL's names. */
export function valueHeadTensors(config: PolicyConfig): ReadonlyMap<string, readonly number[]> {
  return new Map([
    [`${valueHead}.weight`, [1, policyWidth(config)]],
    [`${valueHead}.bias`, [1]],
  ]);
}

/** A value head to start from, uniform within ±1/√width: the default of PyTorch's linear layers. */
export function freshValueHead(config: PolicyConfig, random: Random): Map<string, Float32Array> {
  const bound = 1 / Math.sqrt(policyWidth(config));
  const draw = (length: number) => Float32Array.from({ length }, () => (2 * random.next() - 1) * bound);
  return new Map(
    [...valueHeadTensors(config)].map(([name, shape]) => [name, draw(shape.reduce((a, b) => a * b, 1))]),
  );
}

/** What a policy was asked and what it answered. */
export interface Rollout {
  /** The prompt; of T5, the encoder's input. */
  readonly query: readonly number[];
  /** The answer; of T5, with the start token before it. */
  readonly response: readonly number[];
}

export interface PolicyBatch {
  /** Rows of the inputs as they were filled up; of T5 those of the encoder and of the decoder. */
  readonly rows: Readonly<Record<string, Rows>>;
  readonly feeds: HostInputs;
  /** [batch][time] 1 where the token that follows is of the answer, 0 elsewhere; the last place is always 0. */
  readonly mask: number[][];
}

/** Rollouts as a batch filled up on the right with the pad id (0 where the model has none). */
export function policyBatch(config: PolicyConfig, rollouts: readonly Rollout[]): PolicyBatch {
  const pad = config.pad_token_id ?? 0;
  return config.model_type === 't5'
    ? encoderDecoderBatch(config, rollouts, pad)
    : decoderBatch(config, rollouts, pad);
}

function encoderDecoderBatch(config: T5Config, rollouts: readonly Rollout[], pad: number): PolicyBatch {
  const source = filled(
    rollouts.map(({ query }) => query),
    pad,
  );
  const answer = filled(
    rollouts.map(({ response }) => response),
    pad,
  );
  const rows = {
    input_ids: source.ids,
    attention_mask: source.mask,
    decoder_input_ids: answer.ids,
    decoder_attention_mask: answer.mask,
  };
  const feeds = {
    ...modelInputs(config, rows),
    decoder_bias: causalBias(answer.mask),
    actions: followers(answer.ids),
  };
  return { rows, feeds, mask: answer.mask.map((row) => [...row.slice(1), 0]) };
}

function decoderBatch(
  config: Gpt2Config | OpenaiGptConfig,
  rollouts: readonly Rollout[],
  pad: number,
): PolicyBatch {
  const text = filled(
    rollouts.map(({ query, response }) => [...query, ...response]),
    pad,
  );
  const rows = { input_ids: text.ids, attention_mask: text.mask };
  const mask = text.mask.map((row, at) => {
    const start = (rollouts[at]?.query.length ?? 0) - 1;
    return [...row.slice(1), 0].map((shown, place) => (place >= start ? shown : 0));
  });
  return { rows, feeds: { ...modelInputs(config, rows), actions: followers(text.ids) }, mask };
}

function filled(rows: readonly (readonly number[])[], pad: number): { ids: number[][]; mask: number[][] } {
  const length = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const fill = (row: readonly number[], value: number) => [
    ...row,
    ...new Array<number>(length - row.length).fill(value),
  ];
  return {
    ids: rows.map((row) => fill(row, pad)),
    mask: rows.map((row) =>
      fill(
        row.map(() => 1),
        0,
      ),
    ),
  };
}

/** The token after each place; none after the last. */
function followers(ids: Rows) {
  return rowsTensor(
    ids.map((row) => [...row.slice(1), ignoredLabel]),
    'actions',
  );
}
