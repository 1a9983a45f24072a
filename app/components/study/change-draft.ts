import type { RatedUnit } from '#annotations/dialogue-study.ts';
import { readyCriteria } from '#annotations/ready-criteria.ts';
import { findTemplate } from '#annotations/study-templates.ts';
import {
  type CriterionDraft,
  draftOfCriterion,
  emptyCriterion,
  mostCriteria,
  usualAnswering,
} from './criterion-draft.ts';
import { defaultInstructions, defaultTitles } from './default-texts.ts';
import { draftFromTemplate } from './draft-from-template.ts';
import type { StudyDraft } from './study-draft.ts';

/** One thing a person does to the form. */
export type DraftChange =
  | { readonly kind: 'set'; readonly values: Partial<StudyDraft> }
  | { readonly kind: 'toggle-system'; readonly system: string }
  | { readonly kind: 'set-unit'; readonly unit: RatedUnit }
  | { readonly kind: 'set-task'; readonly isTalk: boolean }
  | { readonly kind: 'set-criterion'; readonly key: string; readonly values: Partial<CriterionDraft> }
  | ListChange;

/** What also works without a script, as a button that sends the form. */
export type ListChange =
  | { readonly kind: 'use-template'; readonly template: string }
  | { readonly kind: 'add-criterion'; readonly ready?: string }
  | { readonly kind: 'remove-criterion'; readonly key: string }
  | { readonly kind: 'move-criterion'; readonly key: string; readonly by: -1 | 1 };

export function changeDraft(draft: StudyDraft, change: DraftChange): StudyDraft {
  switch (change.kind) {
    case 'set':
      return { ...draft, ...change.values };
    case 'toggle-system':
      return { ...draft, systems: toggled(draft.systems, change.system) };
    case 'set-task':
      return withUnit(
        { ...draft, talk: { ...draft.talk, isHad: change.isTalk } },
        change.isTalk ? (draft.unit === 'turn' ? 'turn' : 'dialogue') : 'response',
      );
    case 'set-unit':
      return withUnit(draft, change.unit);
    case 'set-criterion':
      return {
        ...draft,
        criteria: draft.criteria.map((criterion) =>
          criterion.key === change.key ? changeCriterion(criterion, change.values) : criterion,
        ),
      };
    case 'use-template': {
      const template = findTemplate(change.template);
      return template ? draftFromTemplate(draft, template) : draft;
    }
    default:
      return { ...draft, criteria: changeList(draft.criteria, change) };
  }
}

/** Our own words are about single answers; annotators of dialogues get those that suit them. */
function withUnit(draft: StudyDraft, unit: RatedUnit): StudyDraft {
  const isOurs = draft.instructions === defaultInstructions || draft.instructions === '';
  const ours = unit === 'response' ? defaultInstructions : '';
  const hasOurTitle = Object.values<string>(defaultTitles).includes(draft.publicTitle);
  return {
    ...draft,
    unit,
    ...(isOurs && { instructions: ours }),
    ...(hasOurTitle && { publicTitle: defaultTitles[unit] }),
  };
}

/** Another kind is answered on values of its own: what was typed for the last one does not fit it. */
function changeCriterion(criterion: CriterionDraft, values: Partial<CriterionDraft>): CriterionDraft {
  const { kind } = values;
  const answering = kind === undefined || kind === criterion.kind ? {} : usualAnswering[kind];
  return { ...criterion, ...answering, ...values };
}

function changeList(
  criteria: readonly CriterionDraft[],
  change: Exclude<ListChange, { kind: 'use-template' }>,
): readonly CriterionDraft[] {
  if (change.kind === 'remove-criterion') return criteria.filter(({ key }) => key !== change.key);
  if (change.kind === 'move-criterion') return moved(criteria, change);
  if (criteria.length >= mostCriteria) return criteria;
  return [...criteria, added(criteria, change.ready)];
}

function added(criteria: readonly CriterionDraft[], ready: string | undefined): CriterionDraft {
  const found = readyCriteria.find(({ name }) => name === ready);
  const draft = found ? draftOfCriterion(found) : emptyCriterion;
  const taken = new Set(criteria.map(({ key }) => key));
  let key = draft.key;
  for (let number = 2; taken.has(key); number++) key = `${draft.key}-${number}`;
  return { ...draft, key };
}

function moved(
  criteria: readonly CriterionDraft[],
  { key, by }: { readonly key: string; readonly by: -1 | 1 },
): readonly CriterionDraft[] {
  const from = criteria.findIndex((criterion) => criterion.key === key);
  const held = criteria[from];
  const other = criteria[from + by];
  if (!held || !other) return criteria;
  const result = criteria.slice();
  result[from] = other;
  result[from + by] = held;
  return result;
}

function toggled(names: readonly string[], name: string): readonly string[] {
  return names.includes(name) ? names.filter((other) => other !== name) : [...names, name];
}

/** A list change as a submit button's value, and back. */
export function listChangeValue(change: ListChange): string {
  if (change.kind === 'add-criterion') return `add-criterion ${change.ready ?? ''}`;
  if (change.kind === 'use-template') return `use-template ${change.template}`;
  return change.kind === 'remove-criterion'
    ? `remove-criterion ${change.key}`
    : `${change.by < 0 ? 'raise' : 'lower'}-criterion ${change.key}`;
}

export function parseListChange(value: string): ListChange | undefined {
  const [kind, ...rest] = value.split(' ');
  const key = rest.join(' ');
  if (kind === 'add-criterion') return key === '' ? { kind } : { kind, ready: key };
  if (kind === 'use-template') return { kind, template: key };
  if (kind === 'remove-criterion') return { kind, key };
  if (kind === 'raise-criterion') return { kind: 'move-criterion', key, by: -1 };
  if (kind === 'lower-criterion') return { kind: 'move-criterion', key, by: 1 };
  return undefined;
}
