/** One reply as a simulated person saw it come. Milliseconds from the asking. */
export interface HeardReply {
  readonly text: string;
  /** When the first of its words came; null where it had none. */
  readonly firstMs: number | null;
  readonly wholeMs: number;
}

/** A simulated person's end of a conversation with one system. */
export interface Talker {
  /** A new conversation; the one before is left. */
  begin(): Promise<void>;
  /** @throws `Refused` where the server says that it is busy, an Error for anything else that is no whole reply */
  say(text: string): Promise<HeardReply>;
}

/** The server has more to do than it takes on. */
export class Refused extends Error {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(`refused for ${retryAfterSeconds} s`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
