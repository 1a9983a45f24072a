import type { Report } from './read-reports.ts';
import type { SystemUnderTraining } from './system-under-training.ts';

/** A reply that was reported, with what people wrote in its place. */
export interface RejectedItem<Item> {
  readonly item: Item;
  readonly corrections: readonly Item[];
}

/** Reports as a system learns from them. */
export interface CollectedReports<Item> {
  /** Each context and reply once, in the order of the file. */
  readonly rejected: readonly RejectedItem<Item>[];
  /** Corrections of contexts without a reported reply: learned, no more. */
  readonly mended: readonly Item[];
}

/** Lays reports out for a system: corrections stand with every rejected reply of their context. */
export function collectReports<Item>(
  reports: readonly Report[],
  { itemOf }: Pick<SystemUnderTraining<Item>, 'itemOf'>,
): CollectedReports<Item> {
  const contexts = new Map<
    string,
    { readonly replies: Map<string, Item>; readonly corrections: Map<string, Item> }
  >();
  for (const { context, reply, correction } of reports) {
    const key = JSON.stringify(context);
    const held = contexts.get(key) ?? { replies: new Map(), corrections: new Map() };
    contexts.set(key, held);
    if (reply !== null) held.replies.set(reply, itemOf(context, reply));
    if (correction !== null) held.corrections.set(correction, itemOf(context, correction));
  }
  const all = [...contexts.values()].map(({ replies, corrections }) => ({
    replies: [...replies.values()],
    corrections: [...corrections.values()],
  }));
  return {
    rejected: all.flatMap(({ replies, corrections }) => replies.map((item) => ({ item, corrections }))),
    mended: all.flatMap(({ replies, corrections }) => (replies.length > 0 ? [] : corrections)),
  };
}
