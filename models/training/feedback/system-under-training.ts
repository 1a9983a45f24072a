import type { Graph, Tensor } from '../../graph/graph.ts';
import type { Feeds } from '../../runtime/trainer.ts';
import type { Tokenizer } from '../../tokenizers/load-tokenizer.ts';
import type { ReplyLikelihood } from '../objectives/negative-hits.ts';
import type { FeedbackSettings } from './feedback-config.ts';

/** What of a config a system is laid out by. */
export type SystemSettings = Pick<
  FeedbackSettings,
  'seed' | 'data' | 'validation' | 'maxLength' | 'history' | 'maxReply'
>;

/** A batch of items with the places of their labels. */
export interface LabelledBatch {
  /** Of the graph, all but `labels` and `label_weights`. */
  readonly feeds: Feeds;
  /** Of `labels`. */
  readonly shape: readonly number[];
  /** As the graph has them, row-major. */
  readonly labels: ArrayLike<number>;
  /** For each label the item it belongs to, in the order of its tokens; -1 where nothing is said. */
  readonly owners: ArrayLike<number>;
}

/** What a system is compiled from: `logits` has an axis for the vocabulary behind those of `labels`. */
export interface LabelledLogits {
  readonly graph: Graph;
  readonly logits: Tensor;
}

/** How likely a system finds what people said in held-out dialogues. */
export type HeldOutFigures = {
  /** The mean negative log-likelihood of a token, ends included. */
  readonly loss: number;
  readonly perplexity: number;
  /** exp(total negative log-likelihood ÷ (words between white space + one end for each reply)) */
  readonly wordPerplexity: number;
} & Readonly<Record<string, number>>;

/** A kind of generator as a training on feedback needs it; an item is a context with what is said in it, laid out for it. */
export interface SystemUnderTraining<Item> {
  /** The folder of the tokenizer. */
  readonly tokenizerDir: string;
  readonly tokenizer: Tokenizer;
  /** Tokens with a role and no words. */
  readonly special: ReadonlySet<number>;
  /** The weights to start from. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** A context, texts of two people in turn, and a reply to it. */
  readonly itemOf: (context: readonly string[], reply: string) => Item;
  /** The tokens of what is said in an item, ends included. */
  readonly replyOf: (item: Item) => readonly number[];
  /** Places of an item in a run. */
  readonly lengthOf: (item: Item) => number;
  /** Items of the dialogues that are learned beside. */
  readonly learned: readonly Item[];
  /** Fresh at each call, without dropout. */
  readonly build: () => LabelledLogits;
  readonly batchOf: (items: readonly Item[]) => LabelledBatch;
  readonly open: (options: OpenOptions<Item>) => Promise<OpenSystem<Item>>;
  readonly prepare: (out: string) => void;
  readonly publish: (out: string, parameters: ReadonlyMap<string, Float32Array>) => void;
}

export interface OpenOptions<Item> {
  /** The current weights, read at each run. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** How likely they find what is said in items. */
  readonly score: (items: readonly Item[]) => Promise<ReplyLikelihood[]>;
}

/** A system with its current weights. */
export interface OpenSystem<Item> {
  /** On all replies of the validation dialogues. */
  readonly heldOut: () => Promise<HeldOutFigures>;
  /** What greedy decoding says in the contexts of items, ends left out. */
  readonly greedyReplies: (items: readonly Item[]) => Promise<(readonly number[])[]>;
  readonly dispose: () => Promise<void>;
}
