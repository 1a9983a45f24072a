import type { ErrorCode } from '#lib/errors.ts';
import type { GeneratedResponse, ReplyRequest, ReplyToken } from '../generators/generator.ts';
import type { GeneratorOptions } from '../generators/generator-options.ts';
import type { ModelDefinition } from '../generators/system-definition.ts';
import type { Measured, Measurement, MeasurementKind } from '../measuring/measurement.ts';

/** What a process of the pool is started with, as JSON on its command line. */
export interface ServeOptions extends Omit<GeneratorOptions, 'note'> {
  /** A model that nobody has asked for this long is given back; milliseconds. */
  readonly idleMs: number;
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
  | { readonly kind: 'cancel'; readonly id: number };

/** What a request is answered with. */
export type PoolAnswer = GeneratedResponse | Measured[MeasurementKind];

/** An error as plain data. */
export interface SentError {
  readonly message: string;
  /** Of a WorkbenchError; undefined for a defect. */
  readonly code?: ErrorCode | undefined;
  readonly stack?: string | undefined;
}

export type PoolMessage =
  | { readonly kind: 'token'; readonly id: number; readonly token: ReplyToken }
  | { readonly kind: 'done'; readonly id: number; readonly answer: PoolAnswer }
  | { readonly kind: 'failed'; readonly id: number; readonly error: SentError };
