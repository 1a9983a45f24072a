import { WorkbenchError } from '#lib/errors.ts';
import type { GeneratedResponse, ReplyRequest, RespondRequest } from '../generators/generator.ts';
import { modelKey } from '../generators/model-key.ts';
import type { ModelDefinition } from '../generators/system-definition.ts';
import type { Measurement } from '../measuring/measurement.ts';
import type { PoolAnswer, PoolRequest, SentError, TaskMessage } from './messages.ts';
import type { RequestSize } from './request-size.ts';

/** A model's reply, the levels of a reply that somebody else gave, what models find in texts that are there, or a load. */
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
    }
  | { readonly kind: 'warm'; readonly system: ModelDefinition };

export interface TaskOptions {
  readonly id: number;
  readonly work: Work;
  readonly size: RequestSize;
}

/** One request under way, wherever it runs. A reply depends on its request alone, so it can be begun anew elsewhere. */
export class Task {
  readonly id: number;
  readonly work: Work;
  readonly size: RequestSize;
  /** The model that it needs; null where that is not a system's. */
  readonly modelKey: string | null;
  readonly done: Promise<PoolAnswer>;
  readonly askedAt = performance.now();
  /** How often it was given to a process. */
  attempts = 0;
  /** How often a process died under it that it may have been the end of. */
  deaths = 0;
  /** Whether the one who asked has an answer, or has gone. */
  isSettled = false;
  firstTokenAt: number | null = null;
  #delivered = 0;
  #seen = 0;
  #resolve: (answer: PoolAnswer) => void = () => {};
  #reject: (error: unknown) => void = () => {};

  constructor({ id, work, size }: TaskOptions) {
    this.id = id;
    this.work = work;
    this.size = size;
    this.modelKey = work.kind === 'respond' || work.kind === 'warm' ? modelKey(work.system) : null;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Tokens that are still to be read or written: the prompt's until the first one has come, then fewer with each. */
  get tokensOutstanding(): number {
    const { prompt, reply } = this.size;
    return (this.#seen === 0 ? prompt : 0) + Math.max(1, reply - this.#seen);
  }

  get conversation(): string | undefined {
    return this.work.kind === 'respond' ? this.work.asked.conversation : undefined;
  }

  /** What is sent to a process. */
  get message(): PoolRequest {
    const { id, work } = this;
    if (work.kind === 'measure') return { kind: 'measure', id, measurement: work.measurement };
    if (work.kind === 'warm') return { kind: 'warm', id, system: work.system };
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
  take(message: TaskMessage): void {
    if (this.isSettled) return;
    if (message.kind === 'done') this.settle(() => this.#resolve(message.answer));
    else if (message.kind === 'failed') this.fail(received(message.error));
    else if (++this.#seen > this.#delivered) {
      this.#delivered = this.#seen;
      this.firstTokenAt ??= performance.now();
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

  #pass({ token }: Extract<TaskMessage, { kind: 'token' }>): void {
    try {
      if (this.work.kind === 'respond') this.work.asked.onToken?.(token);
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
