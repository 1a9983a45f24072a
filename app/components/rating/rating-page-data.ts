import type { ConversationView } from '#app/components/chat/chat-view.ts';
import type { RatingPage } from '#app/server/rating-page.server.ts';

/** What the rating page's loader returns. */
export interface RatingPageData extends RatingPage {
  /** Where somebody is to talk first: what has been said, and how long a message may be. */
  readonly talking?: { readonly view: ConversationView | null; readonly longest: number } | undefined;
  /** Under which name this browser keeps the person's unsaved answers. */
  readonly account: string;
  /** Whether they can go on from elsewhere: by a password, or because a crowd platform brings them back. */
  readonly hasPassword: boolean;
}
