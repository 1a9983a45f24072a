import { WorkbenchError } from '#lib/errors.ts';
import type { ModelConfig, ModelType } from './configs.ts';
import { expectedTensors, headOf, type ModelHead } from './expected-tensors.ts';
import type { WeightTensor } from './read-safetensors.ts';
import { isFloatingDtype } from './stored-dtypes.ts';

export interface CanonicalOptions {
  /** A class of the configuration's architecture; by default the one `architectures` names. */
  readonly head?: ModelHead;
  /** Tensors of the caller's own heads that must be there besides: name → shape. */
  readonly additional?: ReadonlyMap<string, readonly number[]>;
  /** Tensors of the class, by their canonical names, that are neither needed nor given. */
  readonly without?: RegExp;
}

interface Layout {
  readonly expected: ReadonlyMap<string, readonly number[]>;
  /** Copies that may stand beside the tensor they are tied to: copy → tensor. */
  readonly tied: ReadonlyMap<string, string>;
}

/** The name of the body inside a class with a head; files leave it out or put it before a bare body. */
const bodyPrefix: Readonly<Record<ModelType, string>> = {
  gpt2: 'transformer.',
  'openai-gpt': 'transformer.',
  bert: 'bert.',
  t5: '',
};

/** What is no weight of any class: causal masks, position numbers, and a table that T5 never used. */
const buffers: Readonly<Record<ModelType, readonly RegExp[]>> = {
  gpt2: [/^(transformer\.)?h\.\d+\.attn\.(bias|masked_bias)$/],
  'openai-gpt': [/^(transformer\.)?h\.\d+\.attn\.(bias|masked_bias)$/],
  bert: [/^(bert\.)?embeddings\.(position_ids|token_type_ids)$/],
  t5: [/^decoder\.block\.0\.layer\.1\.EncDecAttention\.relative_attention_bias\.weight$/],
};

/** Parts that some classes of an architecture have; a class without one leaves it aside. */
const parts: Readonly<Record<ModelType, readonly string[]>> = {
  gpt2: ['lm_head.', 'multiple_choice_head.', 'emotion_head.', 'score.', 'classifier.', 'v_head.'],
  'openai-gpt': ['lm_head.', 'multiple_choice_head.', 'emotion_head.', 'score.', 'v_head.'],
  bert: ['cls.predictions.', 'cls.seq_relationship.', 'classifier.', 'qa_outputs.', 'pooler.'],
  t5: ['lm_head.', 'decoder.', 'classification_head.', 'classifier.', 'qa_outputs.', 'v_head.'],
};

function tiedCopies(config: ModelConfig, expected: ReadonlyMap<string, unknown>): Map<string, string> {
  const pairs: [string, string][] = [
    ['encoder.embed_tokens.weight', 'shared.weight'],
    ['decoder.embed_tokens.weight', 'shared.weight'],
    ['cls.predictions.decoder.bias', 'cls.predictions.bias'],
  ];
  if (config.tie_word_embeddings) {
    pairs.push(
      ['lm_head.weight', 'transformer.wte.weight'],
      ['lm_head.weight', 'transformer.tokens_embed.weight'],
      ['lm_head.weight', 'shared.weight'],
      ['cls.predictions.decoder.weight', 'bert.embeddings.word_embeddings.weight'],
    );
  }
  return new Map(pairs.filter(([copy, original]) => expected.has(original) && !expected.has(copy)));
}

/** `T5EncoderModel` has no decoder and no head, so copies of theirs are just left aside. */
function layoutOf(config: ModelConfig, options: CanonicalOptions): Layout {
  const head = options.head ?? headOf(config);
  const listed = [...expectedTensors(config, head)];
  const own = new Map(listed.filter(([name]) => !options.without?.test(name)));
  const tied = tiedCopies(config, own);
  if (head === 'T5EncoderModel') tied.delete('decoder.embed_tokens.weight');
  if (head === 'T5EncoderModel' || head === 'T5Model') tied.delete('lm_head.weight');
  return { expected: new Map([...own, ...(options.additional ?? [])]), tied };
}

/** The spellings under which a stored name may be looked up, the likeliest first. */
function spellings(stored: string, prefix: string): readonly string[] {
  const name = stored
    .replace(/^module\./, '')
    .replace(/\.gamma$/, '.weight')
    .replace(/\.beta$/, '.bias');
  if (prefix === '') return [name];
  return name.startsWith(prefix) ? [name, name.slice(prefix.length)] : [name, prefix + name];
}

function sameValues(a: WeightTensor, b: WeightTensor): boolean {
  if (a.shape.join() !== b.shape.join()) return false;
  if (a.dtype === b.dtype) return Buffer.compare(a.readBytes(), b.readBytes()) === 0;
  const [left, right] = [a.read(), b.read()];
  return left.every((value, i) => Object.is(value, right[i]));
}

function requireSame(a: WeightTensor, b: WeightTensor): void {
  if (sameValues(a, b)) return;
  throw new WorkbenchError(
    'bad-input',
    `Tensors "${a.name}" (${a.file}) and "${b.name}" (${b.file}) stand for the same weights but differ.`,
  );
}

function requireShape(tensor: WeightTensor, shape: readonly number[]): void {
  if (tensor.shape.join() !== shape.join()) {
    throw new WorkbenchError(
      'bad-input',
      `Tensor "${tensor.name}" in ${tensor.file} has the shape [${tensor.shape.join(', ')}], but the config needs [${shape.join(', ')}].`,
    );
  }
  if (!isFloatingDtype(tensor.dtype)) {
    throw new WorkbenchError(
      'bad-input',
      `Tensor "${tensor.name}" in ${tensor.file} holds ${tensor.dtype}, but weights are F32, F16, BF16 or F64.`,
    );
  }
}

function listed(names: readonly string[]): string {
  const shown = names
    .slice(0, 5)
    .map((name) => `"${name}"`)
    .join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

function refuseExtra(extra: readonly WeightTensor[]): void {
  const files = [...new Set(extra.map((tensor) => tensor.file))].join(', ');
  if (extra.length === 0) return;
  throw new WorkbenchError(
    'bad-input',
    `${files} holds tensors that the config has no place for: ${listed(extra.map((tensor) => tensor.name))}.`,
  );
}

function refuseMissing(missing: readonly string[], stored: ReadonlyMap<string, WeightTensor>): void {
  if (missing.length === 0) return;
  const files = [...new Set([...stored.values()].map((tensor) => tensor.file))].join(', ');
  throw new WorkbenchError(
    'bad-input',
    `Tensors that the config needs are missing in ${files || 'the checkpoint, which is empty'}: ${listed(missing)}.`,
  );
}

/** Where each stored tensor belongs: a weight, a tied copy, or neither. */
function assign(stored: ReadonlyMap<string, WeightTensor>, config: ModelConfig, layout: Layout) {
  const found = new Map<string, WeightTensor>();
  const copies: (readonly [WeightTensor, string])[] = [];
  const extra: WeightTensor[] = [];
  for (const [name, tensor] of stored) {
    const names = spellings(name, bodyPrefix[config.model_type]);
    const weight = names.find((spelling) => layout.expected.has(spelling));
    const copy = names.find((spelling) => layout.tied.has(spelling));
    const original = copy === undefined ? undefined : layout.tied.get(copy);
    if (weight !== undefined) {
      const twin = found.get(weight);
      if (twin) requireSame(twin, tensor);
      found.set(weight, twin ?? tensor);
    } else if (original !== undefined) {
      copies.push([tensor, original]);
    } else if (
      !buffers[config.model_type].some((p) => p.test(name)) &&
      !isOtherPart(names, parts[config.model_type], layout)
    ) {
      extra.push(tensor);
    }
  }
  return { found, copies, extra };
}

/** Of a part the wanted class has, every tensor must be known: one block too many is an error. */
function isOtherPart(names: readonly string[], known: readonly string[], layout: Layout): boolean {
  const part = known.find((start) => names.some((name) => name.startsWith(start)));
  return part !== undefined && ![...layout.expected.keys()].some((name) => name.includes(part));
}

/**
 * The weights of a checkpoint under the names `save_pretrained` gives them, whatever layout it was stored in:
 * body with or without its prefix, `gamma`/`beta` for `weight`/`bias`, mask buffers, heads of other classes
 * (left aside), tied copies (accepted where equal; one that stands alone takes the place of the other).
 * @param stored tensors by the names of the file
 * @returns exactly the tensors of `expectedTensors`, in its order, with those asked for additionally
 * @throws WorkbenchError `bad-input` naming tensors and files: missing, extra, of another shape, of integers,
 *   or two that should be equal and are not
 */
export function canonicalTensors(
  stored: ReadonlyMap<string, WeightTensor>,
  config: ModelConfig,
  options: CanonicalOptions = {},
): ReadonlyMap<string, WeightTensor> {
  const layout = layoutOf(config, options);
  const { found, copies, extra } = assign(stored, config, layout);
  refuseExtra(extra);
  for (const [tensor, original] of copies) {
    const twin = found.get(original);
    if (twin) requireSame(twin, tensor);
    else found.set(original, tensor);
  }
  refuseMissing(
    [...layout.expected.keys()].filter((name) => !found.has(name)),
    stored,
  );
  const result = new Map<string, WeightTensor>();
  for (const [name, shape] of layout.expected) {
    const tensor = found.get(name);
    if (!tensor) continue;
    requireShape(tensor, shape);
    result.set(name, tensor);
  }
  return result;
}

/** The tensors below a prefix, without it: one model of a file that holds several. */
export function tensorsUnder(
  stored: ReadonlyMap<string, WeightTensor>,
  prefix: string,
): ReadonlyMap<string, WeightTensor> {
  const inside = [...stored].filter(([name]) => name.startsWith(prefix));
  return new Map(inside.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
