import type { ErrorCode } from '#lib/errors.ts';
import type { GeneratedResponse, ReplyRequest, ReplyToken } from '../generators/generator.ts';
import type { GeneratorOptions } from '../generators/generator-options.ts';
import type { ModelDefinition } from '../generators/system-definition.ts';
import type { Measured, Measurement, MeasurementKind } from '../measuring/measurement.ts';

/** What a process of the pool is started with, as JSON on its command line. */
export interface ServeOptions extends Omit<GeneratorOptions, 'note'> {
  /** A model that nobody has asked for this long is given back; milliseconds. */
  readonly idleMs: number;
  /** The same of one in whose place another has come. */
  readonly replacedMs: number;
  /** Identifiers that tell the levels of replies: a folder, or the name of one that ships; null for none. */
  readonly identifiers: string | null;
  /** Above this many resident bytes, models that are not in use are given back, the least recently used first. */
  readonly memoryBytes: number;
}

export type PoolRequest =
  | {
      readonly kind: 'respond';
      readonly id: number;
      readonly system: ModelDefinition;
      readonly request: ReplyRequest;
      /** Whether tokens are sent as they come. */
      readonly streams: boolean;
      /** Whether the levels of the reply are told. */
      readonly levels: boolean;
    }
  /** A reply that is there already, whose levels are to be told. */
  | {
      readonly kind: 'rate';
      readonly id: number;
      readonly request: ReplyRequest;
      readonly response: GeneratedResponse;
    }
  /** Texts that are there already, and what is asked about them. */
  | { readonly kind: 'measure'; readonly id: number; readonly measurement: Measurement }
  /** A system whose model is to be loaded. */
  | { readonly kind: 'warm'; readonly id: number; readonly system: ModelDefinition }
  /** Another process was asked for this system; what had its name before will not be asked for any more. */
  | { readonly kind: 'replaced'; readonly system: ModelDefinition }
  | { readonly kind: 'cancel'; readonly id: number };

/** What a request is answered with; null is that of `warm`. */
export type PoolAnswer = GeneratedResponse | Measured[MeasurementKind] | null;

/** An error as plain data. */
export interface SentError {
  readonly message: string;
  /** Of a WorkbenchError; undefined for a defect. */
  readonly code?: ErrorCode | undefined;
  readonly stack?: string | undefined;
}

/** What a process says of itself: when it has started, when what it holds changes, and now and then. */
export interface ProcessState {
  /** What people call the models that it holds. */
  readonly models: readonly string[];
  /** `modelKey` of those that it is loading: where it dies, they may be why. */
  readonly loading: readonly string[];
  readonly memoryBytes: number;
}

/** They are sent many at a time: all of a batch's tokens come at once. */
export type PoolMessage = { readonly kind: 'state'; readonly state: ProcessState } | TaskMessage;

export type TaskMessage =
  | { readonly kind: 'token'; readonly id: number; readonly token: ReplyToken }
  | { readonly kind: 'done'; readonly id: number; readonly answer: PoolAnswer }
  | { readonly kind: 'failed'; readonly id: number; readonly error: SentError };
