import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { checkDatabase } from '#db/queries/check-database.ts';
import type { Click } from './simulated-rater.ts';

export interface StoredClicks {
  readonly clicks: number;
  /** Clicks that no event tells of, and events that nobody clicked. */
  readonly lost: number;
  readonly invented: number;
  /** Cells whose value is not the last that was clicked. */
  readonly wrong: number;
  /** Ratings that stand. */
  readonly ratings: number;
  /** What `workbench check` finds wrong. */
  readonly problems: readonly string[];
}

interface StoredRow {
  readonly rater: string;
  readonly item: number;
  readonly position: number;
  readonly criterion: string;
  readonly value: number;
}

const cellOf = ({ rater, item, position, criterion }: Omit<Click, 'value'>) =>
  `${rater} ${item} ${position} ${criterion}`;

/** Whether the database holds what was clicked: every click as an event in its order, and the last one as the rating. */
export function compareClicks(dataDir: string, clicks: readonly Click[]): StoredClicks {
  const db = openDatabase(databasePath(dataDir), { readonly: true });
  try {
    const where = `join assignments a on a.id = x.assignment_id
      join study_annotators t on t.study_id = a.study_id and t.user_id = a.user_id
      join criteria c on c.id = x.criterion_id`;
    const ratings = db.driver
      .prepare(
        `select t.pseudonym as rater, a.sequence + 1 as item, x.position, c.name as criterion, x.value from ratings x ${where}`,
      )
      .all() as StoredRow[];
    const events = db.driver
      .prepare(
        `select t.pseudonym as rater, a.sequence + 1 as item, c.name as criterion, x.value,
           (select o.key + 1 from json_each(a.response_order) o where o.value = x.response_id) as position
         from rating_events x ${where} order by x.id`,
      )
      .all() as StoredRow[];
    const clicked = byCell(clicks);
    const told = byCell(events);
    const cells = [...new Set([...clicked.keys(), ...told.keys()])];
    const missing = (from: Map<string, number[]>, others: Map<string, number[]>) =>
      cells.reduce((sum, cell) => sum + unmatched(from.get(cell) ?? [], others.get(cell) ?? []), 0);
    const stands = new Map(ratings.map((row) => [cellOf(row), row.value]));
    return {
      clicks: clicks.length,
      lost: missing(clicked, told),
      invented: missing(told, clicked),
      wrong: cells.filter((cell) => stands.get(cell) !== clicked.get(cell)?.at(-1)).length,
      ratings: ratings.length,
      problems: checkDatabase(db).map(({ check, what }) => `${check}: ${what}`),
    };
  } finally {
    db.driver.close();
  }
}

function byCell(rows: readonly Click[]): Map<string, number[]> {
  const cells = new Map<string, number[]>();
  for (const row of rows) cells.set(cellOf(row), [...(cells.get(cellOf(row)) ?? []), row.value]);
  return cells;
}

/** How many of some values are not among others, in their order. */
function unmatched(values: readonly number[], others: readonly number[]): number {
  let next = 0;
  for (const other of others) if (next < values.length && values[next] === other) next++;
  return values.length - next;
}
