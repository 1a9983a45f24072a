import type { Tensor } from '../graph/graph.ts';
import { add } from '../graph/ops/elementwise.ts';
import { gather } from '../graph/ops/indexing.ts';
import { reshape, split } from '../graph/ops/layout.ts';
import type { Gpt2Config, OpenaiGptConfig } from '../weights/configs.ts';
import { headOf } from '../weights/expected-tensors.ts';
import {
  activation,
  attendByHeads,
  conv1d,
  type Dropout,
  type KeyValue,
  multiply,
  noDropout,
  normalise,
  type Parameters,
  type Past,
  pastOf,
  splitFlatHeads,
  splitHeads,
  under,
} from './layers.ts';

export interface DecoderInputs {
  /** int64 [batch, length] */
  readonly inputIds: Tensor;
  /** int64 [batch, length] */
  readonly positionIds: Tensor;
  /** float32, broadcasts to [batch, heads, length, length]: 0, or very negative where a key is not seen. */
  readonly attentionBias: Tensor;
  /** int64 [batch, length]: token types, whose embeddings are those of tokens, added to the others. */
  readonly tokenTypeIds?: Tensor;
  readonly past?: Past | undefined;
  /** What a layer attends to in place of its new keys and values, such as a cache joined with them. */
  readonly joined?: ((present: KeyValue, layer: number) => KeyValue) | undefined;
  /** int64 [rows]: flat places (row × length + place) whose logits are wanted; all of them where left out. */
  readonly rows?: Tensor | undefined;
  readonly dropout?: Dropout;
}

export interface DecoderOutputs {
  /** [batch, length, vocabulary], or [rows, vocabulary] where `rows` were given */
  readonly logits: Tensor;
  /**
   * The embeddings, then what each layer gives, the last one after the final norm where there is one. Where `rows`
   * were given, the last one is [rows, width].
   */
  readonly hiddenStates: readonly Tensor[];
  /** Keys and values of the new tokens alone, a pair for each layer. */
  readonly present: readonly KeyValue[];
}

/**
 * GPT-2 with its language-model head (Radford et al. 2019): a norm before each sublayer and one at the end, the head
 * tied to the token embeddings.
 */
export function buildGpt2(config: Gpt2Config, parameters: Parameters, inputs: DecoderInputs): DecoderOutputs {
  const { n_embd: width, n_layer: layers, layer_norm_epsilon: epsilon } = config;
  const body = headOf(config) === 'GPT2Model' ? parameters : under(parameters, 'transformer.');
  let state = embed(config, body, inputs);
  const hiddenStates = [state];
  const present: KeyValue[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const block = addBlock(config, body, blockInputs(inputs, { state, layer, layers }));
    state = block.state;
    present.push(block.present);
    if (layer < layers - 1) hiddenStates.push(state);
  }
  state = normalise(body, state, { name: 'ln_f', width, epsilon });
  hiddenStates.push(state);
  return { logits: languageModelHead(config, { parameters, body }, state), hiddenStates, present };
}

/** Logits from the last state: by the token embeddings, or by a head of its own where the two are not tied. */
export function languageModelHead(
  config: Gpt2Config | OpenaiGptConfig,
  { parameters, body }: { readonly parameters: Parameters; readonly body: Parameters },
  state: Tensor,
): Tensor {
  const bare = ['GPT2Model', 'OpenAIGPTModel'].includes(headOf(config));
  const shape = { from: config.n_embd, to: config.vocab_size, stored: 'to-from' } as const;
  if (!bare && !config.tie_word_embeddings)
    return multiply(parameters, state, { name: 'lm_head.weight', ...shape });
  const name = config.model_type === 'gpt2' ? 'wte.weight' : 'tokens_embed.weight';
  return multiply(body, state, { name, ...shape });
}

/**
 * Embeddings of tokens, places and token types: [batch, length, width], or rows alone, [batch × length, width], where
 * some of them are wanted: every product with its bias is one operator then.
 */
export function embed(config: Gpt2Config | OpenaiGptConfig, body: Parameters, inputs: DecoderInputs): Tensor {
  const { n_embd: width, vocab_size: words, n_positions: length } = config;
  const isGpt2 = config.model_type === 'gpt2';
  const tokens = body(isGpt2 ? 'wte.weight' : 'tokens_embed.weight', [words, width]);
  const places = body(isGpt2 ? 'wpe.weight' : 'positions_embed.weight', [length, width]);
  let embedded = add(gather(tokens, inputs.inputIds, 0), gather(places, inputs.positionIds, 0));
  if (inputs.tokenTypeIds) embedded = add(embedded, gather(tokens, inputs.tokenTypeIds, 0));
  const state = (inputs.dropout ?? noDropout)(embedded, config.embd_pdrop);
  return inputs.rows ? reshape(state, [-1, width]) : state;
}

export interface BlockInputs extends DecoderInputs {
  readonly state: Tensor;
  readonly layer: number;
  /** Leaves the wanted rows of [batch × length, width] only, in the last layer; elsewhere everything. */
  readonly keep: (tensor: Tensor) => Tensor;
}

/**
 * What a block works on. In the last layer other rows are needed for their keys and values only, so that what comes
 * after the attention is left out for them.
 */
export function blockInputs(
  inputs: DecoderInputs,
  at: { readonly state: Tensor; readonly layer: number; readonly layers: number },
): BlockInputs {
  const { state, layer } = at;
  const rows = layer === at.layers - 1 ? inputs.rows : undefined;
  return { ...inputs, state, layer, keep: (tensor) => (rows ? gather(tensor, rows, 0) : tensor) };
}

interface BlockOutputs {
  readonly state: Tensor;
  readonly present: KeyValue;
}

function addBlock(config: Gpt2Config, parameters: Parameters, inputs: BlockInputs): BlockOutputs {
  const { n_embd: width, layer_norm_epsilon: epsilon } = config;
  const name = `h.${inputs.layer}`;
  const drop = inputs.dropout ?? noDropout;
  const inner = config.n_inner ?? 4 * width;
  const normed = normalise(parameters, inputs.state, { name: `${name}.ln_1`, width, epsilon });
  const { mixed, present } = selfAttention(config, parameters, { ...inputs, state: normed });
  const attended = add(drop(mixed, config.resid_pdrop), inputs.keep(inputs.state));
  const second = normalise(parameters, attended, { name: `${name}.ln_2`, width, epsilon });
  const wide = conv1d(parameters, second, { name: `${name}.mlp.c_fc`, from: width, to: inner });
  const active = activation(config.activation_function)(wide);
  const narrow = conv1d(parameters, active, { name: `${name}.mlp.c_proj`, from: inner, to: width });
  return { state: add(attended, drop(narrow, config.resid_pdrop)), present };
}

/** What the attention of GPT and GPT-2 needs to know; the two are the same. */
export interface SelfAttentionConfig {
  readonly n_embd: number;
  readonly n_head: number;
  readonly attn_pdrop: number;
  readonly scale_attn_weights?: boolean | undefined;
  readonly scale_attn_by_inverse_layer_idx?: boolean | undefined;
}

/** Causal self-attention of `h.N.attn`, query, key and value from one product. */
export function selfAttention(
  config: SelfAttentionConfig,
  parameters: Parameters,
  inputs: BlockInputs,
): { readonly mixed: Tensor; readonly present: KeyValue } {
  const { n_embd: width, n_head: heads } = config;
  const size = width / heads;
  const name = `h.${inputs.layer}.attn`;
  const drop = inputs.dropout ?? noDropout;
  const joined = conv1d(parameters, inputs.state, { name: `${name}.c_attn`, from: width, to: 3 * width });
  const isFlat = joined.shape.length === 2;
  const [query, key, value] = split(joined, -1, [width, width, width]).map((part) =>
    isFlat ? splitFlatHeads(part, inputs.inputIds.shape, [heads, size]) : splitHeads(part, heads, size),
  ) as [Tensor, Tensor, Tensor];
  const present = { key, value };
  const byLayer = config.scale_attn_by_inverse_layer_idx ? inputs.layer + 1 : 1;
  const scale = (config.scale_attn_weights === false ? 1 : 1 / Math.sqrt(size)) / byLayer;
  const context = attendByHeads({
    ...(inputs.joined?.(present, inputs.layer) ?? present),
    query,
    bias: inputs.attentionBias,
    past: pastOf(inputs.past, inputs.layer),
    scale,
    dropProbabilities: (tensor) => drop(tensor, config.attn_pdrop),
  });
  const state = inputs.keep(reshape(context, isFlat ? [-1, width] : [0, 0, width]));
  const mixed = conv1d(parameters, state, { name: `${name}.c_proj`, from: width, to: width });
  return { mixed, present };
}
