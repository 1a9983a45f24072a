import type { Graph } from '../graph/graph.ts';
import type { WeightSource } from './weight-source.ts';

/** `int8`: matrices as int8 with a scale per column, activations quantised row by row as they come. */
export type ServingWeights = 'float32' | 'int8';

/** A graph with the recipe of its weights; what `openProgram` compiles. */
export interface Program {
  readonly graph: Graph;
  /** How each parameter of the graph is made from the checkpoint's tensors. */
  readonly weightSources: ReadonlyMap<string, WeightSource>;
}

/**
 * A decoder that is given its cache at each run and gives back the keys and values of the new tokens alone.
 * B rows have S new tokens each, filled on the right; T is the longest past (0 where there is none).
 *
 * Inputs: `input_ids` int64 [B, S]; `past_k.N`, `past_v.N` float32 [B, heads, T, headSize] for each layer;
 * `past_bias` [B, 1, 1, T] and `new_bias` [B, 1, S, S]: 0, or -1e9 where a key is not seen; `rows` int64 [R]: flat
 * places b·S + s whose logits are wanted, at least one (onnxruntime's TopK ends the process where there is none);
 * `best_count` int64 [1]: K, how many of the largest logits are wanted, 1 to the vocabulary; `sum_rows` int64 [M]: places
 * among the R rows whose logits are to be summed, none where M is 0; `mass_rows` int64 [N] with `mass_scales` float32
 * [N, 1]: the same for sums of scaled logits. With an emotion head `emotion_rows` int64 [P]: places among the R rows
 * whose emotions are wanted, two at least (one row has a kernel of its own).
 * GPT and GPT-2 have `position_ids` int64 [B, S] and, where asked for, `token_type_ids` int64 [B, S]. T5's decoder has
 * `past_buckets` int64 [B, S, T], `new_buckets` int64 [S, S], `cross_k.N`, `cross_v.N` [B, heads, E, headSize] and
 * `cross_bias` [B, 1, 1, E] instead. What a cache holds in unused places must be finite.
 *
 * A row's outputs are bit for bit the same alone and among others where T and E are multiples of 16 (sums over keys are
 * made in 16 lanes, where hidden keys add zeros) and S is either 1 in both runs or more in both (products of one row have
 * a kernel of their own).
 *
 * Outputs: `logits` [R, vocabulary]; `best_values` [R, K] and `best_ids` int64 [R, K], the largest logits first, the
 * lower id first among equals; `log_sum_exp` [M] over all logits of a row; `best_mass` [N]: the sum over all logits of a
 * row of exp(scale · (logit - the largest)); `emotions` [P, labels], probabilities; `new_k.N`, `new_v.N`
 * [B, heads, S, headSize]. A program with a common prefix takes `common_k.N`, `common_v.N` [1, heads, C, headSize] as
 * well: places that stand before the past of every row. onnxruntime computes what is not fetched as well (not fetching saves the copy), so that what
 * is not needed is asked for with K = 1, M = 0 and N = 0.
 */
export interface DecoderProgram extends Program {
  readonly layers: number;
  readonly heads: number;
  readonly headSize: number;
  readonly vocabulary: number;
  /** Positions are below this; null: T5 has no limit. */
  readonly maxPositions: number | null;
  /** Whether there is an input `token_type_ids`. */
  readonly takesTokenTypes: boolean;
  /** T5's decoder, which sees an encoder's output. */
  readonly isCrossAttending: boolean;
  /** Labels of the emotion head; 0 where the program has none. */
  readonly emotions: number;
}

export interface DecoderProgramOptions {
  readonly weights: ServingWeights;
  /** GPT and GPT-2: take an input `token_type_ids`. */
  readonly tokenTypes?: boolean;
  /** GPT and GPT-2 whose configuration has `emotion_labels`: give the emotions as well. */
  readonly emotions?: boolean;
  /** GPT and GPT-2: take the keys and values of places that all rows begin with. */
  readonly commonPrefix?: boolean;
}

/**
 * T5's encoder with what its decoder sees of it. Inputs: `input_ids` int64 [B, E]; `encoder_bias` [B, 1, 1, E]: 0, or
 * -1e9 for filling; `encoder_buckets` int64 [E, E]. Outputs: `state` [B, E, width] and, for each decoder layer,
 * `cross_k.N`, `cross_v.N` [B, heads, E, headSize].
 */
export interface EncoderProgram extends Program {
  /** Of the encoder's state. */
  readonly width: number;
  /** Decoder layers, which keys and values are for; 0 where the checkpoint has no decoder. */
  readonly layers: number;
  readonly heads: number;
  readonly headSize: number;
}

/** As the encoder, from given states: input `encoder_state` [B, E, width]; outputs `cross_k.N`, `cross_v.N` alone. */
export type CrossProgram = EncoderProgram;
