import type { Utterance } from '../generators/generator.ts';
import type { ReplyScore, ScoredExchange } from '../scoring/scored-exchange.ts';
import type { MechanismProbabilities } from '../training/identifiers/mechanisms.ts';

/** Under what replies are likely or not: a generator's form of input, or the text alone under a language model. */
export const likelihoodForms = ['caire', 't5-sft', 'emprl', 'text'] as const;
export type LikelihoodForm = (typeof likelihoodForms)[number];

/** Whose vectors, and of which layer: 1 is the first; 0 are the embeddings. */
export interface EncoderLayer {
  /** A folder. */
  readonly dir: string;
  readonly layer: number;
}

export interface TextPair {
  readonly hypothesis: string;
  readonly reference: string;
}

/** A reply and what it answers. */
export interface AnsweredContext {
  readonly context: readonly Utterance[];
  readonly reply: string;
}

/** What models are asked about texts that are there already. Plain data; the answers are in the order of the items. */
export type Measurement =
  | {
      readonly kind: 'likelihood';
      readonly form: LikelihoodForm;
      readonly dir: string;
      readonly items: readonly ScoredExchange[];
    }
  | { readonly kind: 'levels'; readonly dir: string; readonly items: readonly AnsweredContext[] }
  | { readonly kind: 'pieces'; readonly dir: string; readonly items: readonly string[] }
  | {
      readonly kind: 'cosines';
      readonly encoder: EncoderLayer;
      readonly items: readonly TextPair[];
    };

/** The word pieces of a text as an encoder reads it, and the greatest cosine of each with a piece of the other text. */
export interface MatchedPieces {
  readonly pieces: Int32Array;
  readonly cosines: Float64Array;
}

export interface Measured {
  readonly likelihood: readonly ReplyScore[];
  readonly levels: readonly MechanismProbabilities[];
  /** Of each text its pieces, those that frame it included. */
  readonly pieces: readonly Int32Array[];
  readonly cosines: readonly { readonly hypothesis: MatchedPieces; readonly reference: MatchedPieces }[];
}

export type MeasurementKind = Measurement['kind'];
export type MeasurementOf<Kind extends MeasurementKind> = Extract<Measurement, { readonly kind: Kind }>;
