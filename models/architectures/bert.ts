import type { Tensor } from '../graph/graph.ts';
import { add, tanh } from '../graph/ops/elementwise.ts';
import { gather } from '../graph/ops/indexing.ts';
import { slice, squeeze } from '../graph/ops/layout.ts';
import { matmul } from '../graph/ops/matmul.ts';
import { type BertConfig, labelCount } from '../weights/configs.ts';
import {
  activation,
  attend,
  type Dropout,
  linear,
  noDropout,
  normalise,
  type Parameters,
  splitHeads,
} from './layers.ts';

export interface BertInputs {
  /** int64 [batch, length] */
  readonly inputIds: Tensor;
  /** int64 [batch, length] */
  readonly tokenTypeIds: Tensor;
  /** int64 [batch, length] or [1, length] */
  readonly positionIds: Tensor;
  /** float32, broadcasts to [batch, heads, length, length]: 0, or very negative where a key is not seen. */
  readonly attentionBias: Tensor;
  readonly dropout?: Dropout;
}

export interface BertOutputs {
  /** [batch, length, hidden_size] */
  readonly state: Tensor;
  /** The embeddings after their norm, then what each layer gives. */
  readonly hiddenStates: readonly Tensor[];
}

/** BERT's encoder (Devlin et al. 2019), a norm after each sublayer. `parameters` are those of the bare encoder. */
export function buildBert(config: BertConfig, parameters: Parameters, inputs: BertInputs): BertOutputs {
  const { hidden_size: width, layer_norm_eps: epsilon } = config;
  const drop = inputs.dropout ?? noDropout;
  const at = `embeddings`;
  const table = (name: string, rows: number) => parameters(`${at}.${name}.weight`, [rows, width]);
  const words = gather(table('word_embeddings', config.vocab_size), inputs.inputIds, 0);
  const types = gather(table('token_type_embeddings', config.type_vocab_size), inputs.tokenTypeIds, 0);
  const places = gather(table('position_embeddings', config.max_position_embeddings), inputs.positionIds, 0);
  const sum = add(add(words, types), places);
  const normed = normalise(parameters, sum, { name: `${at}.LayerNorm`, width, epsilon });
  let state = drop(normed, config.hidden_dropout_prob);
  const hiddenStates = [state];
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const name = `encoder.layer.${layer}`;
    state = addLayer(config, parameters, { ...inputs, state, name });
    hiddenStates.push(state);
  }
  return { state, hiddenStates };
}

interface LayerInputs extends BertInputs {
  readonly state: Tensor;
  readonly name: string;
}

function addLayer(config: BertConfig, parameters: Parameters, inputs: LayerInputs): Tensor {
  const { hidden_size: width, intermediate_size: inner, layer_norm_eps: epsilon } = config;
  const { name, state } = inputs;
  const drop = (tensor: Tensor) => (inputs.dropout ?? noDropout)(tensor, config.hidden_dropout_prob);
  const context = selfAttention(config, parameters, inputs);
  const mixed = linear(parameters, context, {
    name: `${name}.attention.output.dense`,
    from: width,
    to: width,
  });
  const attended = normalise(parameters, add(drop(mixed), state), {
    name: `${name}.attention.output.LayerNorm`,
    width,
    epsilon,
  });
  const wide = linear(parameters, attended, { name: `${name}.intermediate.dense`, from: width, to: inner });
  const active = activation(config.hidden_act)(wide);
  const narrow = linear(parameters, active, { name: `${name}.output.dense`, from: inner, to: width });
  const sum = add(drop(narrow), attended);
  return normalise(parameters, sum, { name: `${name}.output.LayerNorm`, width, epsilon });
}

function selfAttention(config: BertConfig, parameters: Parameters, inputs: LayerInputs): Tensor {
  const { hidden_size: width, num_attention_heads: heads } = config;
  const size = width / heads;
  const drop = inputs.dropout ?? noDropout;
  const part = (name: string) => {
    const at = { name: `${inputs.name}.attention.self.${name}`, from: width, to: width };
    return splitHeads(linear(parameters, inputs.state, at), heads, size);
  };
  return attend(
    {
      query: part('query'),
      key: part('key'),
      value: part('value'),
      bias: inputs.attentionBias,
      scale: 1 / Math.sqrt(size),
      dropProbabilities: (tensor) => drop(tensor, config.attention_probs_dropout_prob),
    },
    width,
  );
}

export interface BertHeadInputs {
  /** What `buildBert` gave. */
  readonly state: Tensor;
  readonly dropout?: Dropout;
}

/** [batch, hidden_size]: tanh of a layer over the first position. `parameters` are those of the bare encoder. */
export function buildBertPooler(config: BertConfig, parameters: Parameters, state: Tensor): Tensor {
  const width = config.hidden_size;
  const first = squeeze(slice(state, { axis: 1, start: 0, end: 1 }), 1);
  return tanh(linear(parameters, first, { name: 'pooler.dense', from: width, to: width }));
}

/** Logits [batch, labels] of `BertForSequenceClassification`, from what the pooler gave. */
export function buildBertClassifier(
  config: BertConfig,
  parameters: Parameters,
  inputs: { readonly pooled: Tensor; readonly dropout?: Dropout },
): Tensor {
  const rate = config.classifier_dropout ?? config.hidden_dropout_prob;
  const dropped = (inputs.dropout ?? noDropout)(inputs.pooled, rate);
  return linear(parameters, dropped, {
    name: 'classifier',
    from: config.hidden_size,
    to: labelCount(config),
  });
}

/** Logits [batch, length, vocabulary] of `BertForMaskedLM`; the decoder is tied to the word embeddings. */
export function buildBertMaskedLm(config: BertConfig, parameters: Parameters, state: Tensor): Tensor {
  const { hidden_size: width, vocab_size: words, layer_norm_eps: epsilon } = config;
  const at = 'cls.predictions';
  const dense = linear(parameters, state, { name: `${at}.transform.dense`, from: width, to: width });
  const active = activation(config.hidden_act)(dense);
  const normed = normalise(parameters, active, { name: `${at}.transform.LayerNorm`, width, epsilon });
  const tied = config.tie_word_embeddings;
  const name = tied ? 'bert.embeddings.word_embeddings.weight' : `${at}.decoder.weight`;
  const products = matmul(normed, parameters(name, [words, width]), { transposeB: true });
  return add(products, parameters(`${at}.bias`, [words]));
}
