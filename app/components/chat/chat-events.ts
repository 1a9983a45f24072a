import type { ChatReply } from './chat-view.ts';

/** What the server tells while a turn is answered. */
export type TurnEvent =
  /** The message is kept, and these replies are being written. */
  | {
      readonly kind: 'begun';
      readonly turn: number;
      readonly replies: readonly { readonly lane: number; readonly attempt: number }[];
    }
  /** The reply so far is its first `keep` characters as told before, then `add`. */
  | { readonly kind: 'text'; readonly lane: number; readonly keep: number; readonly add: string }
  /** Kept, whole or stopped. */
  | { readonly kind: 'done'; readonly lane: number; readonly reply: ChatReply }
  | {
      readonly kind: 'failed';
      readonly lane: number;
      readonly message: string;
      /** Seconds after which it may be tried again, where that is all that is wrong. */
      readonly retryAfterSeconds?: number;
    }
  /** All replies have ended. A stream that ends without it broke off. */
  | { readonly kind: 'end' };

/** What the browser posts to a conversation. */
export type ChatRequest =
  /** `turn` is where it comes to stand; the same once more is the message that is there. */
  | { readonly kind: 'say'; readonly text: string; readonly turn: number }
  | { readonly kind: 'retry'; readonly turn: number; readonly lane: number }
  /** Ends the replies under way, and keeps what was written. */
  | { readonly kind: 'stop' };
