import type { Gpt2Config } from '#models/weights/configs.ts';

/** What a reply asks of the machine, in floating-point operations (a multiplication and an addition are two). */
export interface ReplyWork {
  /** products with the weights of the layers */
  readonly layers: number;
  /** products with keys and values */
  readonly attention: number;
  /** products with the table of tokens, one for each token of the reply */
  readonly head: number;
  readonly total: number;
}

export interface ReplyLengths {
  /** tokens whose keys and values are there already */
  readonly known: number;
  /** new tokens of the prompt */
  readonly words: number;
  readonly reply: number;
}

/**
 * The least work a reply can be made with. The reply's last token is not run, and the last layer works on what
 * follows its attention for those places alone whose logits are wanted.
 */
export function replyWork(config: Gpt2Config, { known, words, reply }: ReplyLengths): ReplyWork {
  const { n_embd: width, n_layer: count, vocab_size: vocabulary } = config;
  const run = words + reply - 1;
  const perLayer = 2 * 12 * width ** 2;
  const leftOut = (words - 1) * 2 * 9 * width ** 2;
  const layers = run * count * perLayer - leftOut;
  let seen = 0;
  for (let token = 0; token < run; token++) seen += known + token + 1;
  const attention = seen * count * 4 * width;
  const head = reply * 2 * width * vocabulary;
  return { layers, attention, head, total: layers + attention + head };
}

/** Weights that one step goes through: every layer's and the head's. */
export function weightsPerStep({
  n_embd: width,
  n_layer: layers,
  vocab_size: vocabulary,
}: Gpt2Config): number {
  return 12 * width ** 2 * layers + vocabulary * width;
}
