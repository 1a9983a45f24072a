import { BeamReply } from './beam-reply.ts';
import { checkRequest, type EngineLimits, settingsInRoom } from './check-request.ts';
import type { Reply } from './reply.ts';
import type { Generation, GenerationRequest } from './request.ts';
import { RowReply } from './row-reply.ts';
import type { Row } from './row-table.ts';

/** A request that waits or is under way. */
export class Member {
  readonly request: GenerationRequest;
  readonly reply: Reply;
  /** What its rows start with: the prompt behind what all prompts begin with, or T5's start token. */
  readonly start: readonly number[];
  readonly startTypes: readonly number[] | null;
  /** In the order of the reply's own rows; none while it waits. */
  rows: Row<Member>[] = [];
  /** See `Generation`. */
  emotions: readonly number[] | null = null;
  readonly done: Promise<Generation>;
  readonly #isLimitedByContext: boolean;
  #resolve: (generation: Generation) => void = () => {};
  #reject: (error: unknown) => void = () => {};

  /** @throws WorkbenchError for a request that the engine cannot take */
  constructor(given: GenerationRequest, limits: EngineLimits, startToken: number | null) {
    checkRequest(given, limits);
    const whole = startToken === null ? given.prompt : [startToken];
    const common = limits.prefix?.tokens.length ?? 0;
    this.start = whole.slice(common);
    this.startTypes = given.tokenTypes?.slice(common) ?? null;
    const room = settingsInRoom(given.settings, whole.length, limits.positions);
    this.#isLimitedByContext = room.isLimitedByContext;
    this.request = { ...given, settings: room.settings };
    const isSearch = room.settings.numBeams > 1;
    this.reply = isSearch ? new BeamReply(this.request, whole) : new RowReply(this.request, whole);
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get lacksEmotions(): boolean {
    return this.request.wantsEmotions === true && this.emotions === null;
  }

  get isAborted(): boolean {
    return this.request.signal?.aborted ?? false;
  }

  /** Places of what its decoder sees of an encoder. */
  get sourceLength(): number {
    return this.request.encoderState?.length ?? this.request.prompt.length;
  }

  /** Answers the request with what there is. */
  finish(isAborted: boolean): void {
    try {
      this.#resolve({
        ...this.reply.outcome(isAborted),
        ...(this.emotions && { emotions: this.emotions }),
        isLimitedByContext: this.#isLimitedByContext,
      });
    } catch (error) {
      this.#reject(error);
    }
  }

  fail(error: unknown): void {
    this.#reject(error);
  }
}
