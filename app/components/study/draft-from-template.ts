import { readyCriterion } from '#annotations/ready-criteria.ts';
import { type StudyTemplate, studyTemplates } from '#annotations/study-templates.ts';
import { type CriterionDraft, draftOfCriterion, usualAnswering } from './criterion-draft.ts';
import { defaultInstructions } from './default-texts.ts';
import { draftOfAssignment, type StudyDraft } from './study-draft.ts';
import { draftOfTask } from './talk-draft.ts';

/** The draft as the protocol has it. Name, data and texts of one's own stay as they are. */
export function draftFromTemplate(draft: StudyDraft, { id, settings }: StudyTemplate): StudyDraft {
  const isOwnText = !ourTexts.has(draft.instructions);
  return {
    ...draft,
    template: id,
    items: String(settings.items),
    unit: settings.unit ?? (settings.task ? 'dialogue' : 'response'),
    talk: draftOfTask(settings.task),
    stratify: 'emotion',
    ratingsPerItem: String(settings.ratingsPerItem),
    criteria: (settings.criteria ?? []).map(draftOfWritten),
    ...draftOfAssignment(settings.assignment, undefined),
    instructions: isOwnText ? draft.instructions : (settings.instructions ?? ''),
  };
}

type Written = NonNullable<StudyTemplate['settings']['criteria']>[number];

function draftOfWritten(written: Written): CriterionDraft {
  if (typeof written === 'string') return draftOfCriterion(readyCriterion(written));
  const {
    kind = 'scale',
    name,
    label,
    question,
    minimum,
    maximum,
    ties = false,
    anchors = {},
    about,
  } = written;
  const usual = usualAnswering[kind];
  return {
    ...usual,
    key: name,
    name,
    label,
    question,
    minimum: minimum === undefined ? usual.minimum : String(minimum),
    maximum: maximum === undefined ? usual.maximum : String(maximum),
    ties,
    whole: about === 'dialogue',
    anchors,
  };
}

const ourTexts: ReadonlySet<string> = new Set([
  '',
  defaultInstructions,
  ...studyTemplates.map(({ settings }) => settings.instructions ?? ''),
]);
