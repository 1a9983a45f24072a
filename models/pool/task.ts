import { WorkbenchError } from '#lib/errors.ts';
import type { GeneratedResponse, ReplyRequest, RespondRequest } from '../generators/generator.ts';
import type { ModelDefinition } from '../generators/system-definition.ts';
import type { Measurement } from '../measuring/measurement.ts';
import type { PoolAnswer, PoolMessage, PoolRequest, SentError } from './messages.ts';

/** A model's reply, the levels of a reply that somebody else gave, or what models find in texts that are there. */
export type Work =
  | { readonly kind: 'respond'; readonly system: ModelDefinition; readonly asked: RespondRequest }
  | {
      readonly kind: 'rate';
      readonly system: { readonly name: string };
      readonly asked: RespondRequest;
      readonly response: GeneratedResponse;
    }
  | {
      readonly kind: 'measure';
      readonly system: { readonly name: string };
      readonly measurement: Measurement;
    };

/** One request under way, wherever it runs. A reply depends on its request alone, so it can be begun anew elsewhere. */
export class Task {
  readonly done: Promise<PoolAnswer>;
  /** How often it was given to a process. */
  attempts = 0;
  /** Whether the one who asked has an answer, or has gone. */
  isSettled = false;
  #delivered = 0;
  #seen = 0;
  #resolve: (answer: PoolAnswer) => void = () => {};
  #reject: (error: unknown) => void = () => {};

  constructor(
    readonly id: number,
    readonly work: Work,
  ) {
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** What is sent to a process. */
  get message(): PoolRequest {
    const { id, work } = this;
    if (work.kind === 'measure') return { kind: 'measure', id, measurement: work.measurement };
    const request = plainRequest(work.asked);
    if (work.kind === 'rate') return { kind: 'rate', id, request, response: work.response };
    const { onToken, levels = true } = work.asked;
    return { kind: 'respond', id, system: work.system, request, streams: onToken !== undefined, levels };
  }

  begin(): void {
    this.attempts++;
    this.#seen = 0;
  }

  /** Passes on what a process says; tokens that an earlier attempt gave already are not given again. */
  take(message: PoolMessage): void {
    if (this.isSettled) return;
    if (message.kind === 'done') this.settle(() => this.#resolve(message.answer));
    else if (message.kind === 'failed') this.fail(received(message.error));
    else if (++this.#seen > this.#delivered) {
      this.#delivered = this.#seen;
      this.#pass(message);
    }
  }

  fail(error: unknown): void {
    if (!this.isSettled) this.settle(() => this.#reject(error));
  }

  private settle(tell: () => void): void {
    this.isSettled = true;
    tell();
  }

  #pass({ token }: Extract<PoolMessage, { kind: 'token' }>): void {
    try {
      if (this.work.kind !== 'measure') this.work.asked.onToken?.(token);
    } catch (error) {
      this.fail(error);
    }
  }
}

/** Plain data alone. */
function plainRequest({ context, seed, key, settings, dialogue, emotion }: RespondRequest): ReplyRequest {
  return {
    context: context.map(({ speaker, text }) => ({ speaker, text })),
    seed,
    ...(key !== undefined && { key }),
    ...(settings && { settings }),
    ...(dialogue !== undefined && { dialogue }),
    ...(emotion !== undefined && { emotion }),
  };
}

function received({ message, code, stack }: SentError): Error {
  if (code) return new WorkbenchError(code, message);
  const error = new Error(message);
  if (stack) error.stack = stack;
  return error;
}
