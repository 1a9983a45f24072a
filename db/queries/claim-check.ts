import type { CheckDealer, CheckPlace } from '#annotations/quality/check-dealer.ts';
import type { PlantedCheck } from '#annotations/quality/planted-check.ts';
import type { GoldItem, QualitySettings } from '#annotations/quality/quality-settings.ts';
import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';
import type { AssignmentRole } from './assignment-places.ts';
import { responsesBySystem } from './item-responses.ts';
import { studyCriteria, studySystemNames } from './study-lookup.ts';

/** Every function here is to be called inside `write`. */

/** What is given out: an item in its role, and the order of its responses. */
export interface DealtItem {
  readonly itemId: number;
  readonly role: AssignmentRole;
  /** Response ids by position shown. */
  readonly responseOrder: readonly number[];
  readonly planted: PlantedCheck | null;
}

export interface CheckedClaimant {
  readonly studyId: string;
  readonly userId: string;
  readonly ordinal: number;
  readonly seed: number;
  /** That the next assignment gets. */
  readonly sequence: number;
  readonly showsDialogues: boolean;
  readonly quality: QualitySettings;
  readonly checks: CheckDealer;
}

/** The check that is due now; undefined where none is, or the study has nothing yet to make it of. */
export function dealCheck(db: Db, claimant: CheckedClaimant): DealtItem | undefined {
  const { quality, checks, seed, ordinal } = claimant;
  const { last, counts } = givenSoFar(db, claimant);
  // Never two in a row: the annotator's last item was one of the task.
  if (last !== 'task') return undefined;
  const { task: begun = 0, ...dealt } = counts;
  const share = tasksOf(db, claimant);
  const due = checks.due({ quality, seed, annotator: ordinal, ...share, begun, dealt });
  if (due === 'repeat') return repeatOf(db, claimant);
  if (due === 'attention') return attentionItem(db, claimant);
  return due === 'gold' ? goldItem(db, claimant) : undefined;
}

interface GivenSoFar {
  readonly last: AssignmentRole | undefined;
  readonly counts: Readonly<Partial<Record<AssignmentRole, number>>>;
}

function givenSoFar(db: Db, { studyId, userId }: CheckedClaimant): GivenSoFar {
  const rows = prepared(
    db,
    'select role, count(*) as count, max(sequence) as last from assignments where study_id = ? and user_id = ? group by role',
  ).all(studyId, userId) as { role: AssignmentRole; count: number; last: number }[];
  return {
    last: rows.toSorted((a, b) => b.last - a.last)[0]?.role,
    counts: Object.fromEntries(rows.map(({ role, count }) => [role, count])),
  };
}

/** How many items of the task there are for the annotator: in their share of the design, or in all without one. */
function tasksOf(
  db: Db,
  { studyId, userId, ordinal }: CheckedClaimant,
): { readonly tasks: number; readonly dealing: 'share' | 'as-they-come' } {
  const { share } = prepared(
    db,
    `select (select json_array_length(places) - begun from design_shares where study_id = @studyId and ordinal = @ordinal)
         + (select count(*) from assignments
            where study_id = @studyId and user_id = @userId and role = 'task' and status <> 'skipped') as share`,
  ).get({ studyId, userId, ordinal }) as { share: number | null };
  if (share !== null) return { tasks: share, dealing: 'share' };
  const { items } = prepared(
    db,
    'select count(*) as items from study_items where study_id = ? and wanted > 0',
  ).get(studyId) as { items: number };
  return { tasks: items, dealing: 'as-they-come' };
}

function placeOf({ seed, ordinal, sequence }: CheckedClaimant): CheckPlace {
  return { seed, annotator: ordinal, sequence };
}

interface OwnTask {
  readonly itemId: number;
  readonly sequence: number;
  readonly responseOrder: string;
}

/** An item they finished as a task and have not had in this role, far enough back; undefined where there is none. */
function earlierTask(
  db: Db,
  claimant: CheckedClaimant,
  role: 'repeat' | 'attention',
): (Omit<OwnTask, 'responseOrder'> & { readonly responseOrder: readonly number[] }) | undefined {
  const tasks = prepared(
    db,
    `select item_id as itemId, sequence, response_order as responseOrder from assignments a
     where study_id = @studyId and user_id = @userId and role = 'task' and status = 'submitted' and not exists (
       select 1 from assignments b where b.item_id = a.item_id and b.user_id = a.user_id and b.role = @role)
     order by sequence`,
  ).all({ studyId: claimant.studyId, userId: claimant.userId, role }) as OwnTask[];
  const wanted = claimant.checks.repeated(
    tasks.map(({ sequence }) => sequence),
    placeOf(claimant),
  );
  const found = tasks.find(({ sequence }) => sequence === wanted);
  return found && { ...found, responseOrder: JSON.parse(found.responseOrder) as number[] };
}

function repeatOf(db: Db, claimant: CheckedClaimant): DealtItem | undefined {
  const found = earlierTask(db, claimant, 'repeat');
  if (!found) return undefined;
  // The turns of a dialogue stay in their order.
  const responseOrder = claimant.showsDialogues
    ? found.responseOrder
    : claimant.checks.reordered(found.responseOrder, placeOf(claimant));
  return { itemId: found.itemId, role: 'repeat', responseOrder, planted: null };
}

/** Best an item that cannot become theirs, for it is spoilt for rating; else one that they have rated. */
function attentionItem(db: Db, claimant: CheckedClaimant): DealtItem | undefined {
  const { checks, studyId } = claimant;
  const place = placeOf(claimant);
  const itemId = itemOfOthers(db, claimant) ?? earlierTask(db, claimant, 'attention')?.itemId;
  if (itemId === undefined) return undefined;
  const responses = responsesBySystem(db, { studyId, itemId }).map(({ id }) => id);
  const responseOrder = checks.reordered(responses, place).slice(0, shownAtOnce(db, studyId));
  const planted = checks.attention(studyCriteria(db, studyId), { ...place, shown: responseOrder.length });
  return { itemId, role: 'attention', responseOrder, planted };
}

/** An item that the annotator never had, and that is the others': full, or outside of their share. */
function itemOfOthers(db: Db, claimant: CheckedClaimant): number | undefined {
  const { studyId, userId, ordinal, checks } = claimant;
  const { items } = prepared(db, 'select count(*) as items from study_items where study_id = ?').get(
    studyId,
  ) as {
    items: number;
  };
  const start = checks.draw(Math.max(1, items), placeOf(claimant));
  const found = prepared(
    db,
    `select i.id from study_items i
     where i.study_id = @studyId and i.wanted > 0
       and not exists (select 1 from assignments a where a.item_id = i.id and a.user_id = @userId)
       and case when exists (select 1 from study_designs where study_id = @studyId)
         then not exists (
           select 1 from design_shares s, json_each(s.places) p
           where s.study_id = @studyId and s.ordinal = @ordinal and p.value ->> '$[0]' = i.position)
         else i.taken >= i.wanted end
     order by i.position < @start, i.position limit 1`,
  ).get({ studyId, userId, ordinal, start }) as { id: number } | undefined;
  return found?.id;
}

function goldItem(db: Db, claimant: CheckedClaimant): DealtItem | undefined {
  const { studyId, userId, quality, checks } = claimant;
  const place = placeOf(claimant);
  const left = prepared(
    db,
    `select i.id as itemId, i.label from study_items i
     where i.study_id = ? and i.wanted = 0 and not exists (
       select 1 from assignments a where a.item_id = i.id and a.user_id = ? and a.role = 'gold')
     order by i.position`,
  ).all(studyId, userId) as { itemId: number; label: string }[];
  const item = left[checks.draw(Math.max(1, left.length), place)];
  const gold = quality.gold.find((one) => one.item === item?.label);
  if (!item || !gold) return undefined;
  const systems = studySystemNames(db, studyId);
  const ids = new Map(
    responsesBySystem(db, { studyId, itemId: item.itemId }).map(({ id, position }) => [
      systems[position],
      id,
    ]),
  );
  const named = new Set(gold.answers.flatMap(({ system }) => ids.get(system) ?? []));
  const others = [...ids.values()].filter((id) => !named.has(id));
  const shown = [...named, ...checks.reordered(others, place)].slice(0, shownAtOnce(db, studyId));
  const responseOrder = checks.reordered(shown, place);
  return {
    itemId: item.itemId,
    role: 'gold',
    responseOrder,
    planted: plantedGold(gold, { ids, responseOrder }),
  };
}

interface ShownGold {
  readonly ids: ReadonlyMap<string | undefined, number>;
  readonly responseOrder: readonly number[];
}

function plantedGold({ answers }: GoldItem, { ids, responseOrder }: ShownGold): PlantedCheck {
  const expected = answers.map(({ system, ...answer }) => ({
    ...answer,
    position: responseOrder.indexOf(ids.get(system) ?? -1) + 1,
  }));
  return { planted: null, expected };
}

function shownAtOnce(db: Db, studyId: string): number {
  const { shown } = prepared(
    db,
    `select coalesce((select shown from study_designs where study_id = @studyId),
       (select count(*) from study_systems where study_id = @studyId)) as shown`,
  ).get({ studyId }) as { shown: number };
  return shown;
}
