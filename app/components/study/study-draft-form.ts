import { type CriterionKind, criterionKinds } from '#annotations/criterion.ts';
import { unitSchema } from '#annotations/dialogue-study.ts';
import type { CriterionDraft } from './criterion-draft.ts';
import { readFlowDraft } from './flow-draft.ts';
import type { StudyDraft } from './study-draft.ts';
import { readTalkDraft } from './talk-draft.ts';

/** Reads the form's fields as they were sent; what is missing is empty. The inverse of how the form names them. */
export function readStudyDraft(form: FormData): StudyDraft {
  const text = (name: string) => {
    const value = form.get(name);
    // Browsers send the line breaks of a text area as CR LF.
    return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : '';
  };
  const texts = (name: string) => form.getAll(name).filter((value) => typeof value === 'string');
  return {
    name: text('name'),
    publicTitle: text('publicTitle'),
    dataset: text('dataset'),
    systems: texts('systems'),
    items: text('items'),
    unit: unitSchema.catch('response').parse(text('unit')),
    talk: readTalkDraft(form, text),
    stratify: text('stratify') === 'emotion' ? 'emotion' : 'none',
    split: text('split'),
    emotions: texts('emotions'),
    ratingsPerItem: text('ratingsPerItem'),
    seed: text('seed'),
    criteria: readCriteria(form, text),
    instructions: text('instructions'),
    consent: text('consent'),
    leaseMinutes: text('leaseMinutes'),
    showEmotion: form.has('showEmotion'),
    showSituation: form.has('showSituation'),
    display: form.has('asWritten') ? 'as-written' : 'normalised',
    planned: form.has('planned'),
    annotators: text('assignment.annotators'),
    itemsPerAnnotator: text('assignment.itemsPerAnnotator'),
    shown: text('assignment.shown'),
    absentAfterHours: text('assignment.absentAfterHours'),
    extra: form.has('extra'),
    spread: text('extraRatings.spread'),
    atMost: text('extraRatings.atMost'),
    flow: readFlowDraft(form, text),
    repeats: text('quality.repeats'),
    attention: text('quality.attention'),
    template: text('template'),
    kept: text('kept'),
  };
}

const criterionField =
  /^criteria\.(\d{1,3})\.(key|kind|name|label|question|minimum|maximum|step|ties|whole|anchors\.(\d{1,3}|low|high))$/;

function readCriteria(form: FormData, text: (name: string) => string): CriterionDraft[] {
  const indices = new Set<number>();
  const anchors = new Map<number, Record<string, string>>();
  for (const name of form.keys()) {
    const match = criterionField.exec(name);
    if (!match) continue;
    const index = Number(match[1]);
    indices.add(index);
    const point = match[3];
    if (point !== undefined) anchors.set(index, { ...anchors.get(index), [point]: text(name) });
  }
  return [...indices]
    .sort((a, b) => a - b)
    .map((index) => ({
      key: text(`criteria.${index}.key`) || String(index),
      kind: kindOf(text(`criteria.${index}.kind`)),
      name: text(`criteria.${index}.name`),
      label: text(`criteria.${index}.label`),
      question: text(`criteria.${index}.question`),
      minimum: text(`criteria.${index}.minimum`),
      maximum: text(`criteria.${index}.maximum`),
      step: text(`criteria.${index}.step`),
      ties: form.has(`criteria.${index}.ties`),
      whole: form.has(`criteria.${index}.whole`),
      anchors: anchors.get(index) ?? {},
    }));
}

function kindOf(text: string): CriterionKind {
  return criterionKinds.find((kind) => kind === text) ?? 'scale';
}
