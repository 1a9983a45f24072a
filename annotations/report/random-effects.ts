import type { Grouping } from '#eval/statistics/cumulative-link-mixed-model.ts';
import { groupingOf } from '../power-plan/grouping-of.ts';
import type { RatingFrame } from './rating-frame.ts';

export type EffectName =
  | 'item'
  | 'rater'
  | 'item:system'
  | 'rater:system'
  /** Of dialogues: a rater's sitting with one of them, and a single turn of one. */
  | 'item:rater:system'
  | 'item:turn:system';

export interface RandomEffect {
  readonly name: EffectName;
  readonly grouping: Grouping;
}

/** Those that the data can tell from the noise and from each other. */
export function randomEffects(frame: RatingFrame): {
  readonly effects: RandomEffect[];
  readonly notes: string[];
} {
  const rows = Array.from({ length: frame.n }, (_, row) => row);
  const by = (key: (row: number) => string) => groupingOf(rows.map(key));
  const item = by((row) => `${frame.itemOf[row]}`);
  const rater = by((row) => `${frame.raterOf[row]}`);
  const isOfDialogues = frame.responseNames.some((name) => name !== undefined);
  const response = by((row) =>
    isOfDialogues ? `${frame.itemOf[row]} ${frame.systemOf[row]}` : `${frame.responseOf[row]}`,
  );
  const taste = by((row) => `${frame.raterOf[row]} ${frame.systemOf[row]}`);
  const effects: RandomEffect[] = [];
  const notes: string[] = [];
  if (item.groups > 1 && item.groups < frame.n) effects.push({ name: 'item', grouping: item });
  else
    notes.push(
      item.groups > 1 ? 'Every item has one rating: items are not told from noise.' : 'There is one item.',
    );
  if (rater.groups > 1 && rater.groups < frame.n) effects.push({ name: 'rater', grouping: rater });
  else
    notes.push(
      rater.groups > 1
        ? 'Every rater gave one rating: raters are not told from noise.'
        : 'There is one rater: nothing here holds for other raters.',
    );
  if (frame.systems.length > 1 && response.groups > item.groups) {
    if (response.groups < frame.n) effects.push({ name: 'item:system', grouping: response });
    else if (!isOfDialogues)
      notes.push('Every response has one rating: a response’s own quality is not told from noise.');
  }
  const isComparable = frame.systems.length > 1 && (isOfDialogues || response.groups > item.groups);
  if (isComparable && rater.groups > 1 && taste.groups < frame.n && taste.groups > rater.groups)
    effects.push({ name: 'rater:system', grouping: taste });
  if (isOfDialogues) effects.push(...dialogueEffects(frame, { by, response, taste }));
  if (rater.groups > 1 && rater.groups < 6)
    notes.push(
      `With ${rater.groups} raters their spread is guessed from ${rater.groups} values: the intervals may be too narrow for raters in general.`,
    );
  return { effects, notes };
}

interface Groupings {
  readonly by: (key: (row: number) => string) => Grouping;
  readonly response: Grouping;
  readonly taste: Grouping;
}

/** What turns of a dialogue have in common because one rater read them together, or because they are the same turn. */
function dialogueEffects(frame: RatingFrame, { by, response, taste }: Groupings): RandomEffect[] {
  const sitting = by((row) => `${frame.itemOf[row]} ${frame.systemOf[row]} ${frame.raterOf[row]}`);
  const turn = by((row) => `${frame.responseOf[row]}`);
  const isFiner = (grouping: Grouping, ...coarser: readonly Grouping[]) =>
    grouping.groups < frame.n && coarser.every(({ groups }) => grouping.groups > groups);
  return [
    ...(isFiner(sitting, response, taste) ? [{ name: 'item:rater:system' as const, grouping: sitting }] : []),
    ...(isFiner(turn, response) && turn.groups !== sitting.groups
      ? [{ name: 'item:turn:system' as const, grouping: turn }]
      : []),
  ];
}

/** What is spread over the coarser ones anyway goes first. Items and raters stay. */
const leastWanted: readonly EffectName[] = [
  'item:turn:system',
  'item:rater:system',
  'rater:system',
  'item:system',
];

export function withoutFinest(effects: readonly RandomEffect[]): RandomEffect[] {
  const finest = leastWanted.flatMap((name) => effects.find((effect) => effect.name === name) ?? [])[0];
  return finest ? effects.filter((effect) => effect !== finest) : [];
}
