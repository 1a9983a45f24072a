import type { ReportReason } from './chat-view.ts';

interface Place {
  readonly turn: number;
  readonly lane: number;
  readonly attempt: number;
}

/** What the browser posts of a reply; the answer is `{message}` with a status that is no success, or nothing. */
export type FeedbackRequest =
  | (Place & { readonly kind: 'report'; readonly reason: ReportReason; readonly remark: string })
  | (Place & { readonly kind: 'edit'; readonly correction: string })
  | (Place & { readonly kind: 'withdraw'; readonly of: 'report' | 'edit' });
