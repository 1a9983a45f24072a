import { disagreementByItem, type ItemDisagreement } from '#annotations/report/disagreement.ts';
import type { ReportInput } from '#annotations/report/report-input.ts';
import type { DisagreedItem, DisagreementPage } from '#app/components/results/disagreement-page.ts';
import type { Db } from '#db/client.ts';
import { itemRemarks, itemWords, type NumberedItem, numberedItems } from '#db/queries/disagreement-items.ts';
import { excludedRaters, judgementStamp, loadReportInput } from '#db/queries/report-input.ts';
import { findStudy } from '#db/queries/study-lookup.ts';

interface Wanted {
  /** Id or name. */
  readonly study: string;
  readonly asked: DisagreementPage['asked'];
  /** A name that no criterion has stands for all. */
  readonly criterion: string | null;
  /** From 1. */
  readonly page: number;
}

const itemsAPage = 10;

/** A page of items, those first whose raters are furthest apart, with all that was said of them. */
export function disagreementPage(db: Db, wanted: Wanted): DisagreementPage {
  const study = findStudy(db, wanted.study);
  const { asked } = wanted;
  const judged = judgements(db, study.id, asked);
  const criteria = judged.input.criteria.map(({ name, label, kind }) => ({ name, label, kind }));
  const criterion = criteria.some(({ name }) => name === wanted.criterion) ? wanted.criterion : null;
  const sorted = judged.sortedBy(criterion);
  const pages = Math.max(1, Math.ceil(sorted.length / itemsAPage));
  const page = Math.min(wanted.page, pages);
  const first = (page - 1) * itemsAPage;
  const shown = sorted.slice(first, first + itemsAPage);
  return {
    study: { id: study.id, dataset: study.dataset },
    criteria,
    criterion,
    asked,
    items: shown.flatMap((one, at) => {
      const item = judged.items[one.item - 1];
      return item ? [inDetail(db, { item, one, place: first + at + 1, input: judged.input, asked })] : [];
    }),
    total: sorted.length,
    mean: sorted.length === 0 ? null : sorted.reduce((sum, { share }) => sum + share, 0) / sorted.length,
    page,
    pages,
  };
}

interface Detail {
  readonly item: NumberedItem;
  readonly one: ItemDisagreement;
  readonly place: number;
  readonly input: ReportInput;
  readonly asked: DisagreementPage['asked'];
}

function inDetail(db: Db, { item, one, place, input, asked }: Detail): DisagreedItem {
  const kinds = new Map(input.criteria.map(({ name, kind }) => [name, kind]));
  const own = input.preferences.filter((preference) => preference.item === one.item);
  const excluded = new Set(input.excluded);
  return {
    ...itemWords(db, item.ids),
    label: item.label,
    contextId: item.contextId,
    place,
    share: one.share,
    values: [
      ...input.ratings
        .filter((rating) => rating.item === one.item)
        .map(({ rater, criterion, system, value, response }) => ({
          rater,
          criterion,
          system: response === undefined ? system : `${system}, ${response}`,
          value,
        })),
      ...own
        .filter(({ criterion }) => kinds.get(criterion) === 'ranking')
        .flatMap(({ rater, criterion, shown, ranks }) =>
          shown.map((system, at) => ({ rater, criterion, system, value: ranks[at] ?? 0 })),
        ),
    ].sort((a, b) => a.value - b.value || (a.rater < b.rater ? -1 : 1)),
    choices: own
      .filter(({ criterion }) => kinds.get(criterion) === 'choice')
      .map(({ rater, criterion, shown, ranks }) => {
        const best = shown.filter((_, at) => ranks[at] === 1);
        return { rater, criterion, system: best.length === 1 ? (best[0] ?? null) : null };
      }),
    remarks: itemRemarks(db, { ids: item.ids, include: asked.include }).filter(
      ({ rater }) => !excluded.has(rater),
    ),
  };
}

interface Judgements {
  readonly input: ReportInput;
  readonly items: readonly NumberedItem[];
  readonly sortedBy: (criterion: string | null) => readonly ItemDisagreement[];
}

const kept = new WeakMap<Db, { readonly key: string; readonly judged: Judgements }>();

/** Reading and sorting 100,000 ratings takes most of a second: kept until they change, for the pages that follow. */
function judgements(db: Db, studyId: string, asked: DisagreementPage['asked']): Judgements {
  const key = JSON.stringify([studyId, asked, judgementStamp(db, studyId)]);
  const found = kept.get(db);
  if (found?.key === key) return found.judged;
  const exclude = asked.withExcluded ? [] : excludedRaters(db, studyId).map(({ rater }) => rater);
  const input = loadReportInput(db, { studyId, include: asked.include, exclude });
  const sorted = new Map<string | null, readonly ItemDisagreement[]>();
  const judged: Judgements = {
    input,
    items: numberedItems(db, studyId),
    sortedBy: (criterion) => {
      const list = sorted.get(criterion) ?? disagreementByItem(input, criterion);
      sorted.set(criterion, list);
      return list;
    },
  };
  kept.set(db, { key, judged });
  return judged;
}
