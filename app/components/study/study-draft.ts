import type { RatedUnit } from '#annotations/dialogue-study.ts';
import { type Display, displayOf } from '#annotations/display.ts';
import { noChecks, type QualitySettings } from '#annotations/quality/quality-settings.ts';
import { usualCriteria } from '#annotations/ready-criteria.ts';
import type { StudyDefinition, StudyDefinitionInput } from '#annotations/study-definition.ts';
import { type CriterionDraft, criterionOfDraft, draftOfCriterion, numberTyped } from './criterion-draft.ts';
import { defaultConsent, defaultInstructions, defaultTitles } from './default-texts.ts';
import { draftOfFlow, type FlowDraft, noFlow, settingsOfFlow } from './flow-draft.ts';
import { draftOfTask, noTalk, type TalkDraft, taskOfDraft } from './talk-draft.ts';

/** A study as it stands in the form: every field is what was typed, so that nothing is lost or mended on the way. */
export interface StudyDraft {
  readonly name: string;
  readonly publicTitle: string;
  readonly dataset: string;
  readonly systems: readonly string[];
  readonly items: string;
  /** What is rated: single responses, every turn of a dialogue, or dialogues as a whole. */
  readonly unit: RatedUnit;
  readonly talk: TalkDraft;
  readonly stratify: 'emotion' | 'none';
  /** Empty for all splits. */
  readonly split: string;
  /** Kept from a study file; the form shows it and can drop it. */
  readonly emotions: readonly string[];
  readonly ratingsPerItem: string;
  readonly seed: string;
  readonly criteria: readonly CriterionDraft[];
  readonly instructions: string;
  readonly consent: string;
  readonly leaseMinutes: string;
  readonly showEmotion: boolean;
  readonly showSituation: boolean;
  readonly display: Display;
  /** Whether the assignment is solved as a whole. */
  readonly planned: boolean;
  readonly annotators: string;
  /** Empty for no limit. */
  readonly itemsPerAnnotator: string;
  /** How many answers stand side by side; empty for those of all systems. */
  readonly shown: string;
  readonly absentAfterHours: string;
  /** Whether items about which raters disagree get more ratings. */
  readonly extra: boolean;
  readonly spread: string;
  readonly atMost: string;
  readonly flow: FlowDraft;
  /** Items that come again, and attention checks, for each annotator; empty or 0 for none. */
  readonly repeats: string;
  readonly attention: string;
  /** The protocol that was started from, see annotations/study-templates.ts; empty for none. */
  readonly template: string;
  /** What a study file says beyond what the form shows, as JSON; empty for nothing. */
  readonly kept: string;
}

const noAssignment = {
  planned: false,
  annotators: '10',
  itemsPerAnnotator: '',
  shown: '',
  absentAfterHours: '48',
  extra: false,
  spread: '3',
  atMost: '4',
} as const;

const usualItems = 32;

/** What the form starts from; `contexts` is how many the dataset has. */
export function newStudyDraft(
  dataset: string,
  systems: readonly string[],
  contexts = usualItems,
): StudyDraft {
  return {
    name: '',
    publicTitle: defaultTitles.response,
    dataset,
    systems,
    items: String(Math.min(usualItems, Math.max(1, contexts))),
    unit: 'response',
    talk: noTalk,
    stratify: 'emotion',
    split: '',
    emotions: [],
    ratingsPerItem: '2',
    seed: '1',
    criteria: usualCriteria.map(draftOfCriterion),
    instructions: defaultInstructions,
    consent: defaultConsent,
    leaseMinutes: '30',
    showEmotion: false,
    showSituation: false,
    display: 'normalised',
    ...noAssignment,
    repeats: '0',
    attention: '0',
    flow: noFlow,
    template: '',
    kept: '',
  };
}

/** The draft of a study that exists or came as a file. */
export function draftOfDefinition(study: StudyDefinition): StudyDraft {
  const { name, publicTitle, dataset, systems, sample, criteria, ratingsPerItem, ...others } = study;
  const { seed, instructions, consent, leaseMinutes, show, assignment, extraRatings, ...more } = others;
  const { quality, unit, task, display, ...rest } = more;
  const { crowd, welfare, exitSurvey, ...unshown } = rest;
  const around = draftOfFlow({ crowd, welfare, exitSurvey });
  const kept = { ...unshown, ...around.kept, ...keptQuality(quality) };
  return {
    name,
    publicTitle,
    dataset,
    systems,
    items: String(sample.items),
    unit: unit ?? 'response',
    talk: draftOfTask(task),
    stratify: sample.stratify,
    split: sample.split ?? '',
    emotions: sample.emotions ?? [],
    ratingsPerItem: String(ratingsPerItem),
    seed: String(seed),
    criteria: criteria.map(draftOfCriterion),
    instructions,
    consent,
    leaseMinutes: String(leaseMinutes),
    showEmotion: show.emotion,
    showSituation: show.situation,
    display: displayOf({ display }),
    ...draftOfAssignment(assignment, extraRatings),
    repeats: String(quality?.repeats ?? 0),
    attention: String(quality?.attention ?? 0),
    flow: around.flow,
    template: '',
    kept: Object.keys(kept).length === 0 ? '' : JSON.stringify(kept),
  };
}

/** What the form does not show of the checks: gold items, and how fast is too fast where it is not as usual. */
function keptQuality(quality: QualitySettings = noChecks): { readonly quality?: object } {
  const { gold, goldEvery, fastestSeconds } = quality;
  const kept = {
    ...(gold.length > 0 && { gold }),
    ...(goldEvery !== noChecks.goldEvery && { goldEvery }),
    ...(fastestSeconds !== noChecks.fastestSeconds && { fastestSeconds }),
  };
  return Object.keys(kept).length === 0 ? {} : { quality: kept };
}

type AssignmentDraft = { readonly [Field in keyof typeof noAssignment]: StudyDraft[Field] };

/** A study without them has the usual numbers ready, for when they are ticked. */
export function draftOfAssignment(
  assignment: StudyDefinitionInput['assignment'],
  extraRatings: StudyDefinition['extraRatings'],
): AssignmentDraft {
  const typed = (value: number | undefined, usual: string) => (value === undefined ? usual : String(value));
  return {
    planned: assignment !== undefined,
    annotators: typed(assignment?.annotators, noAssignment.annotators),
    itemsPerAnnotator: typed(assignment?.itemsPerAnnotator, ''),
    shown: typed(assignment?.shown, ''),
    absentAfterHours: typed(assignment?.absentAfterHours, noAssignment.absentAfterHours),
    extra: extraRatings !== undefined,
    spread: typed(extraRatings?.spread, noAssignment.spread),
    atMost: typed(extraRatings?.atMost, noAssignment.atMost),
  };
}

/** What the draft says, in the form of a study file; whether it is right is for the schema to say. */
export function definitionOfDraft(draft: StudyDraft): Record<string, unknown> {
  return {
    ...settingsOfFlow(draft.flow),
    ...keptSettings(draft),
    name: draft.name,
    publicTitle: draft.publicTitle,
    dataset: draft.dataset,
    systems: draft.systems,
    ...(draft.unit === 'response' ? {} : { unit: draft.unit }),
    ...taskOfDraft(draft.talk),
    sample: {
      items: numberTyped(draft.items),
      stratify: draft.stratify,
      ...(draft.split === '' ? {} : { split: draft.split }),
      ...(draft.emotions.length === 0 ? {} : { emotions: draft.emotions }),
    },
    criteria: draft.criteria.map((criterion) =>
      criterionOfDraft(
        { ...criterion, whole: criterion.whole && draft.unit === 'turn' },
        answersShown(draft),
      ),
    ),
    ratingsPerItem: numberTyped(draft.ratingsPerItem),
    ...assignmentOfDraft(draft),
    ...qualityOfDraft(draft),
    seed: numberTyped(draft.seed),
    instructions: draft.instructions,
    consent: draft.consent,
    leaseMinutes: numberTyped(draft.leaseMinutes),
    show: { emotion: draft.showEmotion, situation: draft.showSituation },
    display: draft.display,
  };
}

function assignmentOfDraft(draft: StudyDraft): Record<string, unknown> {
  const unlessEmpty = (name: string, text: string) =>
    text.trim() === '' ? {} : { [name]: numberTyped(text) };
  return {
    ...(draft.planned
      ? {
          assignment: {
            annotators: numberTyped(draft.annotators),
            ...unlessEmpty('itemsPerAnnotator', draft.itemsPerAnnotator),
            ...(draft.unit === 'response' ? unlessEmpty('shown', draft.shown) : {}),
            ...unlessEmpty('absentAfterHours', draft.absentAfterHours),
          },
        }
      : {}),
    ...(draft.extra && !draft.talk.isHad
      ? { extraRatings: { spread: numberTyped(draft.spread), atMost: numberTyped(draft.atMost) } }
      : {}),
  };
}

function qualityOfDraft(draft: StudyDraft): Record<string, unknown> {
  const { quality } = keptSettings(draft);
  const number = (text: string) => (text.trim() === '' ? 0 : numberTyped(text));
  // What the form does not offer for such a study is not asked for either.
  const repeats = draft.talk.isHad ? 0 : number(draft.repeats);
  const attention = draft.unit === 'response' ? number(draft.attention) : 0;
  if (quality === undefined && repeats === 0 && attention === 0) return {};
  return { quality: { ...(typeof quality === 'object' ? quality : {}), repeats, attention } };
}

/** How many answers stand side by side, as far as the draft says it. */
export function answersShown({
  planned,
  shown,
  systems,
  unit,
}: Pick<StudyDraft, 'planned' | 'shown' | 'systems' | 'unit'>): number {
  if (unit !== 'response') return 1;
  const typed = planned ? numberTyped(shown) : Number.NaN;
  return Number.isInteger(typed) && typed >= 1 ? typed : systems.length;
}

/** Settings of a study file that the form does not show, by name. Nothing where the field was tampered with. */
export function keptSettings({ kept }: Pick<StudyDraft, 'kept'>): Readonly<Record<string, unknown>> {
  if (kept === '') return {};
  try {
    const settings: unknown = JSON.parse(kept);
    return typeof settings === 'object' && settings !== null ? { ...settings } : {};
  } catch {
    return {};
  }
}
