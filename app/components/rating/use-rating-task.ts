import { useNavigate } from '@remix-run/react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { BlindedView, Cell } from '#annotations/blinded-view.ts';
import type { Criterion } from '#annotations/study-definition.ts';
import { cellsOf, type Grid, sameCell } from '#app/rating/grid.ts';
import type { RatingCommand } from '#app/rating/rating-keys.ts';
import type { OpenDialog } from './rating-dialogs.tsx';
import type { RatingPageData } from './rating-page-data.ts';
import { useActivity } from './use-activity.ts';
import { type CurrentCell, useCurrentCell } from './use-current-cell.ts';
import { type ItemValues, useItemValues } from './use-item-values.ts';
import { useRankedRating } from './use-ranked-rating.ts';
import { useRatingKeys } from './use-rating-keys.ts';
import type { Saving } from './use-save-queue.ts';
import { useSubmitItem } from './use-submit-item.ts';

export interface RatingTaskInput {
  readonly page: RatingPageData;
  readonly item: BlindedView;
  readonly saving: Saving;
}

/** Everything the page of an item shows and does. */
export interface TaskState {
  readonly values: ItemValues;
  readonly current: CurrentCell;
  readonly cells: readonly Cell[];
  readonly unrated: readonly Cell[];
  readonly editable: boolean;
  readonly stage: 'open' | 'submitted' | 'skipped';
  readonly busy: boolean;
  /** What stands in the way of submitting. */
  readonly message: string | null;
  readonly dialog: OpenDialog;
  readonly setDialog: (dialog: OpenDialog) => void;
  readonly submit: () => void;
  readonly rate: (cell: Cell, value: number) => void;
  /** Of a rank that changed because another answer took it, in words; empty where none did. */
  readonly moved: string;
  readonly writeComment: () => void;
  readonly toItemAtHand: () => void;
  readonly heading: RefObject<HTMLHeadingElement>;
  readonly answers: RefObject<HTMLFormElement>;
  readonly comment: RefObject<HTMLDivElement>;
}

export function useRatingTask({ page, item, saving }: RatingTaskInput): TaskState {
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const [missing, setMissing] = useState<string | null>(null);
  const answers = useRef<HTMLFormElement>(null);
  const comment = useRef<HTMLDivElement>(null);
  const values = useItemValues(item, saving);
  const grid = gridOf(item);
  const { rate, moved } = useRankedRating(item, values);
  const current = useCurrentCell({
    grid,
    criteria: item.criteria,
    ratingOf: values.ratingOf,
    rate,
    within: answers,
  });
  const toItemAtHand = () => navigate(itemAddress(page, 'current'), { replace: true });
  const submission = useSubmitItem({
    item,
    account: page.account,
    saving,
    activity: useActivity(item.assignmentId, page.account),
    onSubmitted: toItemAtHand,
  });
  useClicksBeforeScript({ item, form: answers, values, ready: saving.actions !== null });

  const unrated = () => cellsOf(grid).filter((cell) => values.ratingOf(cell) === undefined);
  const submit = () => {
    const [first, ...rest] = unrated();
    setMissing(first ? `${rest.length + 1} still to rate. The first of them is marked.` : null);
    if (first) current.goTo(first);
    else submission.ask();
  };
  const task: TaskState = {
    values,
    current,
    cells: cellsOf(grid),
    unrated: unrated(),
    editable: page.study.status === 'open' && item.status !== 'skipped',
    stage: stageOf(item),
    busy: submission.busy,
    message: missing ?? submission.problem,
    dialog,
    setDialog,
    submit,
    rate: (cell, value) => {
      setMissing(null);
      current.enter(cell);
      rate(cell, value);
    },
    moved,
    writeComment: () => comment.current?.querySelector('textarea')?.focus(),
    toItemAtHand,
    heading: useFocusedHeading(),
    answers,
    comment,
  };
  useRatingKeys((command) => {
    setMissing(null);
    const to = destination(command, page, task);
    if (to !== null) navigate(itemAddress(page, to));
    else obey(command, task);
  });
  return task;
}

/** The page of one of the annotator's items, by its number. */
export function itemAddress(page: Pick<RatingPageData, 'study'>, item: number | 'current'): string {
  return item === 'current' ? `/rate/${page.study.id}` : `/rate/${page.study.id}/${item}`;
}

function stageOf({ status }: BlindedView): TaskState['stage'] {
  return status === 'submitted' || status === 'skipped' ? status : 'open';
}

/** Where a key leads, if it leads to another item. */
function destination(
  command: RatingCommand,
  page: RatingPageData,
  task: TaskState,
): number | 'current' | null {
  if (command.kind === 'next-item') return page.next;
  if (command.kind === 'previous-item') return page.previous;
  return command.kind === 'submit' && task.stage !== 'open' ? (page.next ?? 'current') : null;
}

function obey(command: RatingCommand, task: TaskState): void {
  const { current, values } = task;
  if (command.kind === 'guidelines' || command.kind === 'keys') task.setDialog(command.kind);
  if (command.kind === 'move') current.move(command.direction);
  if (!task.editable) return;
  if (command.kind === 'digit') current.digit(command.digit);
  if (command.kind === 'submit' && !current.finishTyping()) task.submit();
  if (command.kind === 'flag') values.setFlagged(!values.flagged);
  if (command.kind === 'comment') task.writeComment();
  if (command.kind === 'skip' && task.stage === 'open') task.setDialog('skip');
}

/** A new item begins at its heading, for eyes and for screen readers. */
function useFocusedHeading(): RefObject<HTMLHeadingElement> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return heading;
}

interface EarlyClicks {
  readonly item: BlindedView;
  readonly form: RefObject<HTMLFormElement>;
  readonly values: ItemValues;
  /** Saving has become possible. */
  readonly ready: boolean;
}

/**
 * What was chosen while the script was still on its way is an answer like any other. It is read in the first moment,
 * for React sets every point to what it knows as soon as it renders again.
 */
function useClicksBeforeScript({ item, form, values, ready }: EarlyClicks): void {
  const clicks = useRef<readonly BlindedCell[]>([]);
  useEffect(() => {
    if (form.current) clicks.current = chosenSinceLoaded(item, new FormData(form.current));
  }, [item, form]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when saving becomes possible
  useEffect(() => {
    if (ready) for (const { value, ...cell } of clicks.current) values.rate(cell, value);
  }, [ready]);
}

type BlindedCell = Omit<BlindedView['values'][number], 'savedAt'>;

function chosenSinceLoaded(item: BlindedView, form: FormData): BlindedCell[] {
  return [...form].flatMap(([field, text]) => {
    const [, position, criterion] = /^rating\.(\d+)\.(.+)$/s.exec(field) ?? [];
    // A slider that nobody has touched is an empty field.
    if (position === undefined || criterion === undefined || text === '') return [];
    const cell = { position: Number(position), criterion };
    const loaded = item.values.find((other) => sameCell(other, cell))?.value;
    return loaded === Number(text) ? [] : [{ ...cell, value: Number(text) }];
  });
}

function gridOf(item: BlindedView): Grid {
  return {
    positions: item.responses.map(({ position }) => position),
    criteria: namesOf(item, ({ kind, about }) => kind !== 'choice' && about !== 'dialogue'),
    choices: namesOf(item, ({ kind }) => kind === 'choice'),
    whole: namesOf(item, ({ about }) => about === 'dialogue'),
  };
}

function namesOf(item: BlindedView, which: (criterion: Criterion) => boolean): string[] {
  return item.criteria.filter(which).map(({ name }) => name);
}
