import { readyCriteria } from '#annotations/ready-criteria.ts';
import { type CriterionDraft, draftOfCriterion, mostCriteria, type StudyDraft } from './study-draft.ts';

/** One thing a person does to the form. Those on criteria's order and number also work without a script. */
export type DraftChange =
  | { readonly kind: 'set'; readonly values: Partial<StudyDraft> }
  | { readonly kind: 'toggle-system'; readonly system: string }
  | { readonly kind: 'set-criterion'; readonly key: string; readonly values: Partial<CriterionDraft> }
  | ListChange;

export type ListChange =
  | { readonly kind: 'add-criterion'; readonly ready?: string }
  | { readonly kind: 'remove-criterion'; readonly key: string }
  | { readonly kind: 'move-criterion'; readonly key: string; readonly by: -1 | 1 };

export function changeDraft(draft: StudyDraft, change: DraftChange): StudyDraft {
  switch (change.kind) {
    case 'set':
      return { ...draft, ...change.values };
    case 'toggle-system':
      return { ...draft, systems: toggled(draft.systems, change.system) };
    case 'set-criterion':
      return {
        ...draft,
        criteria: draft.criteria.map((criterion) =>
          criterion.key === change.key ? { ...criterion, ...change.values } : criterion,
        ),
      };
    default:
      return { ...draft, criteria: changeList(draft.criteria, change) };
  }
}

function changeList(criteria: readonly CriterionDraft[], change: ListChange): readonly CriterionDraft[] {
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

const emptyCriterion: CriterionDraft = {
  key: 'own',
  name: '',
  label: '',
  question: '',
  minimum: '1',
  maximum: '5',
  anchors: { '1': 'not at all', '5': 'very much' },
};

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
  return change.kind === 'remove-criterion'
    ? `remove-criterion ${change.key}`
    : `${change.by < 0 ? 'raise' : 'lower'}-criterion ${change.key}`;
}

export function parseListChange(value: string): ListChange | undefined {
  const [kind, ...rest] = value.split(' ');
  const key = rest.join(' ');
  if (kind === 'add-criterion') return key === '' ? { kind } : { kind, ready: key };
  if (kind === 'remove-criterion') return { kind, key };
  if (kind === 'raise-criterion') return { kind: 'move-criterion', key, by: -1 };
  if (kind === 'lower-criterion') return { kind: 'move-criterion', key, by: 1 };
  return undefined;
}
