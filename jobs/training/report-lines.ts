import type { AcceptedFeedback, LearnedFeedback } from '#db/queries/feedback-review.ts';
import { WorkbenchError } from '#lib/errors.ts';

/** A line of the file of reports that `train negative` and `train caire --continue` read. */
export type ReportLine = Readonly<Record<string, unknown>>;

/** Feedback as a line. A reply that was only edited is no reported one, so an edit has none. */
export function reportLine(feedback: LearnedFeedback): ReportLine {
  const { kind, history, reply, correction, reason, system, origin, createdAt } = feedback;
  return {
    context: history.map(({ speaker, text }) => ({ speaker, text })),
    ...(kind === 'report' ? { reply, reason } : { correction }),
    system,
    checkpoint: origin.checkpoint,
    settings: origin.settings,
    time: createdAt,
  };
}

/**
 * Refuses an edit that proposes what a report rejects in the same context: nothing could learn both.
 * @throws WorkbenchError `conflict`
 */
export function refuseContradictions(feedback: readonly AcceptedFeedback[]): void {
  const keyOf = ({ history }: AcceptedFeedback, text: string | null) =>
    JSON.stringify([history.map((turn) => turn.text), text?.trim()]);
  const rejected = new Set(
    feedback.filter(({ kind }) => kind === 'report').map((each) => keyOf(each, each.reply)),
  );
  const found = feedback.filter(
    (each) => each.kind === 'edit' && rejected.has(keyOf(each, each.correction)),
  ).length;
  if (found === 0) return;
  throw new WorkbenchError(
    'conflict',
    `${found === 1 ? 'An accepted edit proposes' : `${found} accepted edits propose`} the very words that an accepted report rejects in the same dialogue. Drop one of the two, and start again.`,
  );
}
