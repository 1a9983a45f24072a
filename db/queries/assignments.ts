import type { PresentationOrder } from '#annotations/presentation-order.ts';
import type { Db } from '../client.ts';

export interface ClaimRequest {
  readonly studyId: string;
  readonly userId: string;
  readonly now: string;
  /** `presentationOrder` of annotations/presentation-order.ts. */
  readonly order: PresentationOrder;
}

export type Claim =
  | {
      readonly kind: 'assignment';
      readonly assignmentId: string;
      /** `current` they already held; `resumed` had expired; `new` was just handed out. */
      readonly how: 'current' | 'resumed' | 'new';
      readonly leaseExpiresAt: string;
    }
  | {
      readonly kind: 'none';
      readonly reason: 'all-done' | 'all-held-by-others' | 'you-have-rated-everything' | 'study-closed';
      /** When a place held by somebody else comes free at the latest, where that is what is waited for. */
      readonly nextLeaseExpiresAt: string | null;
    };

/**
 * The annotator's next item: the one they hold, else one of theirs that had expired, else the item with the fewest
 * places taken that they never had. Throws `forbidden` for one who has not joined or not yet consented.
 */
export function claimAssignment(_db: Db, _request: ClaimRequest): Claim {
  throw new Error('not built yet');
}
