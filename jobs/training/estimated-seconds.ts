import type { TrainingKind } from '#db/queries/trainings.ts';

/** Multiplications and additions of a second and a thread: what our CAiRE reached on a busy processor. */
const perSecondAndThread = 12e9;
/** Tokens of batches, of which a step has one of dialogues and one of feedback. */
const batchTokens = 1024;
/** Tokens with their context of a reply that is learned or looked at. */
const replyTokens = 60;
/** For finding what dialogues depend on: 60 batches of 6 replies. */
const curvatureTokens = 60 * 6 * replyTokens;
/** Replies of held-out dialogues at a validation. */
const heldOutTokens = 200 * replyTokens;

/**
 * About how long a training takes on processors, in seconds: what is learned costs six operations a weight and token,
 * what is looked at two. A GPU is many times faster.
 */
export function estimatedSeconds({
  kind,
  feedback,
  parameters,
  threads,
}: {
  readonly kind: TrainingKind;
  readonly feedback: number;
  readonly parameters: number;
  readonly threads: number;
}): number {
  // As `trainingConfig` has it: passes over batches of edits; or rounds on batches of reports, as often as there are hits.
  const steps = kind === 'active' ? 20 * Math.ceil(feedback / 32) : 28 * Math.ceil(feedback / 20);
  const each = Math.min(feedback, kind === 'active' ? 32 : 20) * replyTokens;
  const learned = steps * (batchTokens + each) + curvatureTokens;
  const lookedAt = (2 + steps / 4) * heldOutTokens;
  return ((6 * learned + 2 * lookedAt) * parameters) / (perSecondAndThread * threads);
}
