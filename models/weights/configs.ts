import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';

/**
 * The `config.json` of the architectures that are built here, with Hugging Face's keys and, for keys that a
 * file leaves out, the defaults of its configuration classes (transformers 4.44). Keys not listed are kept.
 */
const size = z.int().min(1).max(100_000_000);
const layers = z.int().min(1).max(1000);
const rate = z.number().min(0).max(1);
const epsilon = z.number().positive();
const tokenId = z.int().nullable();

const shared = {
  architectures: z.array(z.string()).nullable().default(null),
  tie_word_embeddings: z.boolean().default(true),
  initializer_range: z.number().nonnegative().default(0.02),
  id2label: z.record(z.string(), z.string()).nullish(),
  num_labels: z.int().min(0).optional(),
};

const summary = {
  summary_type: z.string().default('cls_index'),
  summary_use_proj: z.boolean().default(true),
  summary_activation: z.string().nullable().default(null),
  summary_proj_to_labels: z.boolean().default(true),
  summary_first_dropout: rate.default(0.1),
  /** Ours: the classes of an emotion head beside the two of a double-heads class, in order; no head where left out. */
  emotion_labels: z.array(z.string().min(1)).min(1).optional(),
};

function divides(width: number, heads: number): boolean {
  return width % heads === 0;
}

const headsMessage = 'the number of heads must divide the width';

const gpt2 = z
  .looseObject({
    model_type: z.literal('gpt2'),
    ...shared,
    ...summary,
    vocab_size: size.default(50_257),
    n_positions: size.default(1024),
    n_embd: size.default(768),
    n_layer: layers.default(12),
    n_head: size.default(12),
    n_inner: size.nullable().default(null),
    activation_function: z.string().default('gelu_new'),
    resid_pdrop: rate.default(0.1),
    embd_pdrop: rate.default(0.1),
    attn_pdrop: rate.default(0.1),
    layer_norm_epsilon: epsilon.default(1e-5),
    scale_attn_weights: z.boolean().default(true),
    scale_attn_by_inverse_layer_idx: z.boolean().default(false),
    reorder_and_upcast_attn: z.boolean().default(false),
    use_cache: z.boolean().default(true),
    bos_token_id: tokenId.default(50_256),
    eos_token_id: tokenId.default(50_256),
    pad_token_id: tokenId.default(null),
  })
  .refine((c) => divides(c.n_embd, c.n_head), { path: ['n_head'], message: headsMessage });

const openaiGpt = z
  .looseObject({
    model_type: z.literal('openai-gpt'),
    ...shared,
    ...summary,
    vocab_size: size.default(40_478),
    n_positions: size.default(512),
    n_embd: size.default(768),
    n_layer: layers.default(12),
    n_head: size.default(12),
    /** "gelu" means the tanh form in this model. */
    afn: z.string().default('gelu'),
    resid_pdrop: rate.default(0.1),
    embd_pdrop: rate.default(0.1),
    attn_pdrop: rate.default(0.1),
    layer_norm_epsilon: epsilon.default(1e-5),
    bos_token_id: tokenId.default(null),
    eos_token_id: tokenId.default(null),
    pad_token_id: tokenId.default(null),
  })
  .refine((c) => divides(c.n_embd, c.n_head), { path: ['n_head'], message: headsMessage });

/** `gated-gelu` means the tanh form, for the sake of the first checkpoints of T5 1.1. */
function feedForward(projection: string): { readonly dense_act_fn: string; readonly is_gated_act: boolean } {
  const gated = projection.startsWith('gated-');
  const activation = gated ? projection.slice('gated-'.length) : projection;
  return { is_gated_act: gated, dense_act_fn: projection === 'gated-gelu' ? 'gelu_new' : activation };
}

const t5 = z
  .looseObject({
    model_type: z.literal('t5'),
    ...shared,
    initializer_factor: z.number().nonnegative().default(1),
    vocab_size: size.default(32_128),
    d_model: size.default(512),
    d_kv: size.default(64),
    d_ff: size.default(2048),
    num_layers: layers.default(6),
    num_decoder_layers: layers.nullish(),
    num_heads: size.default(8),
    relative_attention_num_buckets: size.default(32),
    relative_attention_max_distance: size.default(128),
    dropout_rate: rate.default(0.1),
    classifier_dropout: rate.default(0),
    layer_norm_epsilon: epsilon.default(1e-6),
    feed_forward_proj: z
      .string()
      .regex(/^(gated-)?[^-]+$/, 'is neither an activation nor "gated-" and an activation')
      .default('relu'),
    dense_act_fn: z.string().optional(),
    is_gated_act: z.boolean().optional(),
    is_encoder_decoder: z.boolean().default(true),
    use_cache: z.boolean().default(true),
    pad_token_id: tokenId.default(0),
    eos_token_id: tokenId.default(1),
    decoder_start_token_id: tokenId.default(null),
  })
  .transform((c) => {
    const { dense_act_fn, is_gated_act } = feedForward(c.feed_forward_proj);
    return {
      ...c,
      num_decoder_layers: c.num_decoder_layers ?? c.num_layers,
      dense_act_fn: c.dense_act_fn ?? dense_act_fn,
      is_gated_act: c.is_gated_act ?? is_gated_act,
    };
  });

const bert = z
  .looseObject({
    model_type: z.literal('bert'),
    ...shared,
    vocab_size: size.default(30_522),
    hidden_size: size.default(768),
    num_hidden_layers: layers.default(12),
    num_attention_heads: size.default(12),
    intermediate_size: size.default(3072),
    hidden_act: z.string().default('gelu'),
    hidden_dropout_prob: rate.default(0.1),
    attention_probs_dropout_prob: rate.default(0.1),
    max_position_embeddings: size.default(512),
    type_vocab_size: size.default(2),
    layer_norm_eps: epsilon.default(1e-12),
    pad_token_id: tokenId.default(0),
    position_embedding_type: z
      .literal('absolute', 'only "absolute" position embeddings are built here')
      .default('absolute'),
    is_decoder: z.literal(false, 'BERT as a decoder is not built here').default(false),
    use_cache: z.boolean().default(true),
    classifier_dropout: rate.nullable().default(null),
    /** Ours: what a retriever takes for a text's vector, the first state or the mean of all; the first where left out. */
    retrieval_pooling: z.enum(['first', 'mean']).optional(),
  })
  .refine((c) => divides(c.hidden_size, c.num_attention_heads), {
    path: ['num_attention_heads'],
    message: headsMessage,
  });

const schemas = { gpt2, 'openai-gpt': openaiGpt, t5, bert } as const;

export type Gpt2Config = z.infer<typeof gpt2>;
export type OpenaiGptConfig = z.infer<typeof openaiGpt>;
export type T5Config = z.infer<typeof t5>;
export type BertConfig = z.infer<typeof bert>;
export type ModelConfig = Gpt2Config | OpenaiGptConfig | T5Config | BertConfig;
export type ModelType = ModelConfig['model_type'];

/** Other names under which Hugging Face's classes take the same value (`attribute_map`). */
const aliases: Readonly<Record<ModelType, Readonly<Record<string, string>>>> = {
  gpt2: {
    hidden_size: 'n_embd',
    max_position_embeddings: 'n_positions',
    num_attention_heads: 'n_head',
    num_hidden_layers: 'n_layer',
  },
  'openai-gpt': {
    hidden_size: 'n_embd',
    max_position_embeddings: 'n_positions',
    num_attention_heads: 'n_head',
    num_hidden_layers: 'n_layer',
  },
  t5: { hidden_size: 'd_model', num_attention_heads: 'num_heads', num_hidden_layers: 'num_layers' },
  bert: {},
};

function isModelType(value: unknown): value is ModelType {
  return typeof value === 'string' && Object.hasOwn(schemas, value);
}

function resolveAliases(raw: Readonly<Record<string, unknown>>, type: ModelType): Record<string, unknown> {
  const entries = Object.entries(raw).map(([key, value]) => [aliases[type][key] ?? key, value] as const);
  return Object.fromEntries(entries);
}

/**
 * A parsed `config.json`, complete: missing keys have their defaults.
 * @param raw what the file holds
 * @param file its name for error messages
 * @throws WorkbenchError `bad-input` that names the file and the key at fault, or the unknown `model_type`
 */
export function parseModelConfig(raw: Readonly<Record<string, unknown>>, file: string): ModelConfig {
  const type = raw.model_type;
  if (!isModelType(type)) {
    const found = type === undefined ? 'has no "model_type"' : `has the model_type ${JSON.stringify(type)}`;
    throw new WorkbenchError(
      'bad-input',
      `${file} ${found}; the architectures built here are ${Object.keys(schemas).join(', ')}.`,
    );
  }
  const parsed = schemas[type].safeParse(resolveAliases(raw, type));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new WorkbenchError('bad-input', `${file} cannot be used. ${faults.join('; ')}.`);
}

/** How many classes a classification head has: by `id2label`, else `num_labels`, else Hugging Face's 2. */
export function labelCount(config: ModelConfig): number {
  return config.id2label ? Object.keys(config.id2label).length : (config.num_labels ?? 2);
}
