import type { ListedResponse, ResponseList } from '#app/components/scores/responses-page.ts';
import type { Db } from '#db/client.ts';
import { answersTo, contextRows } from '#db/queries/comparison-rows.ts';
import type { ScorableRun } from '#db/queries/metric-rows.ts';

/** A context with a value in each column, before its words are read. */
export interface ListedPoint {
  readonly context: number;
  readonly values: readonly (number | null)[];
  readonly difference: number | null;
}

/** Responses on a page of the list. */
export const listSize = 20;

export interface ListWanted {
  readonly points: readonly ListedPoint[];
  /** Whose answers are shown. */
  readonly runs: readonly ScorableRun[];
  readonly page: number;
  readonly about: Pick<ResponseList, 'about' | 'differenceIs' | 'columns'>;
}

/** A page of the points with their words: the largest differences first, then in the order of the contexts. */
export function responseList(db: Db, { points, runs, page: asked, about }: ListWanted): ResponseList {
  const size = (point: ListedPoint) => (point.difference === null ? -1 : Math.abs(point.difference));
  const sorted = points.toSorted((a, b) => size(b) - size(a) || a.context - b.context);
  const pages = Math.max(1, Math.ceil(sorted.length / listSize));
  const page = Math.min(asked, pages);
  const shown = sorted.slice((page - 1) * listSize, page * listSize);
  return {
    ...about,
    systems: runs.map(({ system }) => system),
    rows: withWords(db, shown, runs),
    total: sorted.length,
    page,
    pages,
  };
}

function withWords(db: Db, points: readonly ListedPoint[], runs: readonly ScorableRun[]): ListedResponse[] {
  const contextIds = points.map(({ context }) => context);
  const contexts = new Map(contextRows(db, contextIds).map((row) => [row.id, row]));
  const answers = answersTo(db, { contextIds, runIds: runs.map(({ runId }) => runId) });
  return points.flatMap(({ context, values, difference }) => {
    const found = contexts.get(context);
    if (!found) return [];
    const own = answers.filter(({ contextId }) => contextId === context);
    return [
      {
        context,
        emotion: found.emotion,
        recent: found.recent,
        answers: runs.map(({ runId }) => own.find((answer) => answer.runId === runId)?.text ?? null),
        values,
        difference,
      },
    ];
  });
}
