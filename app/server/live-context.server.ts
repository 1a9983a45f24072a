import type { LiveSource, LiveTurn } from '#app/components/live/live-request.ts';
import { type Db, readSnapshot } from '#db/client.ts';
import { matchingContextIds } from '#db/queries/comparison-contexts.ts';
import { type ContextRow, contextRows } from '#db/queries/comparison-rows.ts';
import { findDataset } from '#db/queries/dataset-lookup.ts';
import { findLiveContext } from '#db/queries/live-context.ts';

/** A dataset's context as the page takes it up. */
export interface LiveContext {
  readonly source: LiveSource;
  readonly turns: readonly LiveTurn[];
  readonly convId: string;
  readonly emotion: string | null;
  readonly split: string | null;
  readonly situation: string | null;
  /** What the person answered, where that is known. */
  readonly reference: string | null;
}

/** Null where there is no such context. */
export function readLiveContext(db: Db, { dataset, context }: LiveSource): LiveContext | null {
  const found = findLiveContext(db, { dataset, contextId: context });
  if (!found) return null;
  const { history, convId, emotion, split, situation, reference } = found;
  return { source: { dataset, context }, turns: history, convId, emotion, split, situation, reference };
}

export interface ContextSearch {
  readonly dataset: string;
  /** Null for all. */
  readonly emotion: string | null;
  readonly search: string;
}

export interface FoundContexts {
  readonly total: number;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  readonly rows: readonly ContextRow[];
}

/** Contexts found at a time. */
const pageSize = 10;

/** @throws WorkbenchError `not-found` where there is no such dataset */
export function findContexts(db: Db, search: ContextSearch & { readonly page: number }): FoundContexts {
  return readSnapshot(db, () => {
    const ids = matchingIds(db, search);
    const pages = Math.max(1, Math.ceil(ids.length / pageSize));
    const page = Math.min(search.page, pages);
    const rows = contextRows(db, ids.slice((page - 1) * pageSize, page * pageSize));
    return { total: ids.length, page, pages, rows };
  });
}

/** One of the contexts found, `draw` (in [0, 1)) of the way along; null where there are none. */
export function drawContext(db: Db, search: ContextSearch, draw: number): LiveContext | null {
  return readSnapshot(db, () => {
    const ids = matchingIds(db, search);
    const id = ids[Math.floor(draw * ids.length)];
    return id === undefined ? null : readLiveContext(db, { dataset: search.dataset, context: id });
  });
}

function matchingIds(db: Db, { dataset, emotion, search }: ContextSearch): number[] {
  const { id: datasetId } = findDataset(db, dataset);
  return matchingContextIds(db, {
    datasetId,
    emotion,
    search,
    split: null,
    runIds: [],
    differ: null,
    flagged: false,
  });
}
