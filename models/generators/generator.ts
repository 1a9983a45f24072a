import type { SeedPart } from '#lib/rng.ts';
import type { MechanismProbabilities } from '../training/identifiers/mechanisms.ts';

/** One turn of what a system answers, oldest first in a context. */
export interface Utterance {
  readonly speaker: 'speaker' | 'listener';
  readonly text: string;
}

/** A reply that another dialogue has; what `random` draws from. */
export interface OtherReply {
  readonly dialogue: string;
  readonly text: string;
}

/** What a system is asked, as plain data. */
export interface ReplyRequest {
  /** At least one turn; the last is what is answered. */
  readonly context: readonly Utterance[];
  /** A whole number of at least 0. */
  readonly seed: number;
  /** With the seed what the draws depend on: one name for each context of a run. */
  readonly key?: SeedPart | undefined;
  /** Decoding options in place of the system's own; see `decodingSettings`. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** The dialogue that the context is of: nothing of it is drawn or shown as an exemplar. */
  readonly dialogue?: string | undefined;
  /** The label of that dialogue, for a system that is told to take it (`emotionFilter: gold`) alone. */
  readonly emotion?: string | undefined;
}

/** A token of a reply under way. */
export interface ReplyToken {
  readonly token: number;
  /** Natural log; null in beam search. */
  readonly logProbability: number | null;
  /** The whole reply so far, as it would be given out. */
  readonly text: string;
  /** With the first token alone: how many tokens the model read. */
  readonly promptTokens?: number;
}

export interface RespondRequest extends ReplyRequest {
  readonly signal?: AbortSignal | undefined;
  readonly onToken?: ((event: ReplyToken) => void) | undefined;
  /** The person's own answer, which `human` gives. */
  readonly reference?: string | null | undefined;
  /** Replies of other dialogues in a fixed order: `random` draws among them. */
  readonly others?: readonly OtherReply[] | undefined;
  /** Names a conversation: its requests go to the process that answered it last, where that is not much busier. */
  readonly conversation?: string | undefined;
  /** Whether the levels of the reply are told, where identifiers have come with the program; true if left out. */
  readonly levels?: boolean | undefined;
}

/** What a system knows of its reply. */
export interface ReplyDetails {
  /** Emotions of the context, the likeliest first; the probabilities add up to 1. */
  readonly emotion?: readonly { readonly label: string; readonly probability: number }[];
  /** Replies of other contexts that the system was shown, the best match first. */
  readonly exemplars?: readonly { readonly text: string; readonly score: number }[];
  /** Where the context was too long: tokens of it that the system did not see, from the oldest on. */
  readonly unseenTokens?: number;
  /** How empathetic the reply is by the identifiers that judge: probabilities of the levels none, weak and strong. */
  readonly levels?: MechanismProbabilities;
  /** Whether it was the model's length, not the settings, that ended the reply. */
  readonly isLimitedByContext?: boolean;
  /** Of a remote system: what its server says of the reply; the cost in the currency of its prices. */
  readonly remote?: {
    readonly model: string;
    readonly fingerprint?: string;
    readonly promptTokens?: number;
    readonly completionTokens?: number;
    readonly cost?: number;
  };
}

export interface GeneratedResponse {
  /** As it is given out: trimmed, and with capitals where the model writes none. */
  readonly text: string;
  /** As the model wrote it. */
  readonly raw: string;
  /** Token ids, the end token included where there is one; none for a control. */
  readonly tokens: readonly number[];
  /** Of each token under the model's own distribution, natural log; null in beam search. */
  readonly logProbabilities: readonly (number | null)[];
  /** `eos` by its own end, `length` by the limit, `stop` by a stop string; `whole` for what was not generated. */
  readonly finished: 'eos' | 'length' | 'stop' | 'whole';
  /** How many tokens the model read; left out where that is not known. */
  readonly promptTokens?: number;
  readonly details: ReplyDetails;
}

/** One system. It takes any number of requests at once; equal requests get equal replies, whatever else is asked. */
export interface Generator {
  readonly name: string;
  /** @throws WorkbenchError `bad-input` for a context or settings that cannot be taken, `interrupted` where aborted */
  respond(request: RespondRequest): Promise<GeneratedResponse>;
  /** Gives the memory back. */
  dispose(): Promise<void>;
}
