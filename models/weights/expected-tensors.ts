import { WorkbenchError } from '#lib/errors.ts';
import {
  type BertConfig,
  type Gpt2Config,
  labelCount,
  type ModelConfig,
  type ModelType,
  type OpenaiGptConfig,
  type T5Config,
} from './configs.ts';

type Shape = readonly number[];
type Shapes = Readonly<Record<string, Shape>>;

/** The classes of Hugging Face whose tensors are known here, by architecture; the first is the default. */
export const modelHeads = {
  gpt2: ['GPT2LMHeadModel', 'GPT2DoubleHeadsModel', 'GPT2Model'],
  'openai-gpt': ['OpenAIGPTLMHeadModel', 'OpenAIGPTDoubleHeadsModel', 'OpenAIGPTModel'],
  t5: ['T5ForConditionalGeneration', 'T5Model', 'T5EncoderModel'],
  bert: ['BertModel', 'BertForMaskedLM', 'BertForSequenceClassification', 'BertForPreTraining'],
} as const satisfies Record<ModelType, readonly string[]>;

export type ModelHead = (typeof modelHeads)[ModelType][number];

/** Names that older files use for a class of today. */
const formerNames: Readonly<Record<string, ModelHead>> = { T5WithLMHeadModel: 'T5ForConditionalGeneration' };

/**
 * Which class a configuration is for, by its `architectures`; the usual one where that is missing.
 * @throws WorkbenchError `bad-input` for a class not known here
 */
export function headOf(config: ModelConfig): ModelHead {
  const known: readonly ModelHead[] = modelHeads[config.model_type];
  const named = config.architectures?.[0];
  if (named === undefined) return known[0] as ModelHead;
  const head = known.find((name) => name === (formerNames[named] ?? named));
  if (head) return head;
  throw new WorkbenchError(
    'bad-input',
    `The config names the class "${named}", which is not built here; known for ${config.model_type} are ${known.join(', ')}.`,
  );
}

/** Entries under a prefix: `under('a.', {b: …})` is `{'a.b': …}`. */
function under(prefix: string, shapes: Shapes): Shapes {
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [prefix + name, shape]));
}

function linear(name: string, outputs: number, inputs: number): Shapes {
  return { [`${name}.weight`]: [outputs, inputs], [`${name}.bias`]: [outputs] };
}

/** GPT's `Conv1D` keeps its matrix the other way round: inputs × outputs. */
function conv1d(name: string, inputs: number, outputs: number): Shapes {
  return { [`${name}.weight`]: [inputs, outputs], [`${name}.bias`]: [outputs] };
}

function norm(name: string, width: number): Shapes {
  return { [`${name}.weight`]: [width], [`${name}.bias`]: [width] };
}

function repeat(count: number, make: (index: number) => Shapes): Shapes {
  return Object.assign({}, ...Array.from({ length: count }, (_, index) => make(index)));
}

function gptBlock(width: number, inner: number): Shapes {
  return {
    ...norm('ln_1', width),
    ...conv1d('attn.c_attn', width, 3 * width),
    ...conv1d('attn.c_proj', width, width),
    ...norm('ln_2', width),
    ...conv1d('mlp.c_fc', width, inner),
    ...conv1d('mlp.c_proj', inner, width),
  };
}

function gptTensors(config: Gpt2Config | OpenaiGptConfig, head: ModelHead): Shapes {
  const width = config.n_embd;
  const isGpt2 = config.model_type === 'gpt2';
  const inner = (isGpt2 ? (config as Gpt2Config).n_inner : null) ?? 4 * width;
  const body = {
    [isGpt2 ? 'wte.weight' : 'tokens_embed.weight']: [config.vocab_size, width],
    [isGpt2 ? 'wpe.weight' : 'positions_embed.weight']: [config.n_positions, width],
    ...repeat(config.n_layer, (i) => under(`h.${i}.`, gptBlock(width, inner))),
    ...(isGpt2 ? norm('ln_f', width) : {}),
  };
  if (head === 'GPT2Model' || head === 'OpenAIGPTModel') return body;
  const doubleHeads = head === 'GPT2DoubleHeadsModel' || head === 'OpenAIGPTDoubleHeadsModel';
  return {
    ...under('transformer.', body),
    ...(config.tie_word_embeddings ? {} : { 'lm_head.weight': [config.vocab_size, width] }),
    // The class sets the number of labels to 1, whatever the file says.
    ...(doubleHeads ? linear('multiple_choice_head.summary', 1, width) : {}),
    ...(doubleHeads && config.emotion_labels
      ? linear('emotion_head', config.emotion_labels.length, width)
      : {}),
  };
}

function t5Attention(config: T5Config, withBias: boolean): Shapes {
  const inner = config.num_heads * config.d_kv;
  return {
    'q.weight': [inner, config.d_model],
    'k.weight': [inner, config.d_model],
    'v.weight': [inner, config.d_model],
    'o.weight': [config.d_model, inner],
    ...(withBias
      ? { 'relative_attention_bias.weight': [config.relative_attention_num_buckets, config.num_heads] }
      : {}),
  };
}

function t5FeedForward(config: T5Config): Shapes {
  const up = [config.d_ff, config.d_model];
  return {
    ...(config.is_gated_act ? { 'wi_0.weight': up, 'wi_1.weight': up } : { 'wi.weight': up }),
    'wo.weight': [config.d_model, config.d_ff],
  };
}

/** A block of either stack; only the first of a stack holds the table of position biases. */
function t5Block(config: T5Config, side: { readonly index: number; readonly decoder: boolean }): Shapes {
  const last = side.decoder ? 2 : 1;
  return {
    ...under('layer.0.SelfAttention.', t5Attention(config, side.index === 0)),
    'layer.0.layer_norm.weight': [config.d_model],
    ...(side.decoder
      ? {
          ...under('layer.1.EncDecAttention.', t5Attention(config, false)),
          'layer.1.layer_norm.weight': [config.d_model],
        }
      : {}),
    ...under(`layer.${last}.DenseReluDense.`, t5FeedForward(config)),
    [`layer.${last}.layer_norm.weight`]: [config.d_model],
  };
}

function t5Stack(config: T5Config, decoder: boolean): Shapes {
  const count = decoder ? config.num_decoder_layers : config.num_layers;
  return {
    ...repeat(count, (index) => under(`block.${index}.`, t5Block(config, { index, decoder }))),
    'final_layer_norm.weight': [config.d_model],
  };
}

function t5Tensors(config: T5Config, head: ModelHead): Shapes {
  const untiedHead = head === 'T5ForConditionalGeneration' && !config.tie_word_embeddings;
  return {
    'shared.weight': [config.vocab_size, config.d_model],
    ...under('encoder.', t5Stack(config, false)),
    ...(head === 'T5EncoderModel' ? {} : under('decoder.', t5Stack(config, true))),
    ...(untiedHead ? { 'lm_head.weight': [config.vocab_size, config.d_model] } : {}),
  };
}

function bertBody(config: BertConfig): Shapes {
  const width = config.hidden_size;
  const inner = config.intermediate_size;
  const layer = {
    ...linear('attention.self.query', width, width),
    ...linear('attention.self.key', width, width),
    ...linear('attention.self.value', width, width),
    ...linear('attention.output.dense', width, width),
    ...norm('attention.output.LayerNorm', width),
    ...linear('intermediate.dense', inner, width),
    ...linear('output.dense', width, inner),
    ...norm('output.LayerNorm', width),
  };
  return {
    'embeddings.word_embeddings.weight': [config.vocab_size, width],
    'embeddings.position_embeddings.weight': [config.max_position_embeddings, width],
    'embeddings.token_type_embeddings.weight': [config.type_vocab_size, width],
    ...norm('embeddings.LayerNorm', width),
    ...repeat(config.num_hidden_layers, (i) => under(`encoder.layer.${i}.`, layer)),
  };
}

function bertMaskedHead(config: BertConfig): Shapes {
  const { hidden_size: width, vocab_size: words } = config;
  return {
    ...linear('cls.predictions.transform.dense', width, width),
    ...norm('cls.predictions.transform.LayerNorm', width),
    'cls.predictions.bias': [words],
    ...(config.tie_word_embeddings ? {} : { 'cls.predictions.decoder.weight': [words, width] }),
  };
}

function bertTensors(config: BertConfig, head: ModelHead): Shapes {
  const width = config.hidden_size;
  const body = bertBody(config);
  const pooler = linear('pooler.dense', width, width);
  switch (head) {
    case 'BertForMaskedLM':
      return { ...under('bert.', body), ...bertMaskedHead(config) };
    case 'BertForPreTraining':
      return {
        ...under('bert.', { ...body, ...pooler }),
        ...bertMaskedHead(config),
        ...linear('cls.seq_relationship', 2, width),
      };
    case 'BertForSequenceClassification':
      return {
        ...under('bert.', { ...body, ...pooler }),
        ...linear('classifier', labelCount(config), width),
      };
    default:
      return { ...body, ...pooler };
  }
}

function shapesOf(config: ModelConfig, head: ModelHead): Shapes {
  switch (config.model_type) {
    case 'gpt2':
    case 'openai-gpt':
      return gptTensors(config as Gpt2Config | OpenaiGptConfig, head);
    case 't5':
      return t5Tensors(config as T5Config, head);
    default:
      return bertTensors(config as BertConfig, head);
  }
}

/**
 * The tensors that `save_pretrained` writes for a class: name → shape. Tied ones (an output matrix that is
 * the embedding, T5's copies of `shared.weight`) are listed once, under the name that is stored.
 * @param head a class of the configuration's architecture; by default the one it names
 */
export function expectedTensors(
  config: ModelConfig,
  head: ModelHead = headOf(config),
): ReadonlyMap<string, readonly number[]> {
  return new Map(Object.entries(shapesOf(config, head)));
}
