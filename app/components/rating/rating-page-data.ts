import type { RatingPage } from '#app/server/rating-page.server.ts';

/** What the rating page's loader returns. */
export interface RatingPageData extends RatingPage {
  /** Under which name this browser keeps the person's unsaved answers. */
  readonly account: string;
  /** Whether they can sign in elsewhere. */
  readonly hasPassword: boolean;
}
