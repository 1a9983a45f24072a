import { correctionLabels } from '#eval/statistics/correction-labels.ts';
import { groupedBy } from '#lib/grouped-by.ts';
import type { GoalName } from '../design/design-certificate.ts';
import { showsDialogues } from '../dialogue-study.ts';
import type { CriterionReport, StudyReport } from '../report/study-report.ts';
import { answeredBy, dialoguesInWords } from './dialogues-in-words.ts';
import { counted, figureInWords, listed, pointsInWords, spanned } from './in-words.ts';
import { looksInWords } from './looks-in-words.ts';
import { checksInWords, displayInWords, exclusionsInWords, flowInWords } from './people-in-words.ts';
import { countAssignments, type FactCriterion, type StudyFacts, type StudyMade } from './study-facts.ts';

export interface MethodsMaterial {
  readonly facts: StudyFacts;
  readonly made: StudyMade;
  readonly report: StudyReport;
  /** Of this program. */
  readonly version: string;
}

/**
 * What a methods section has to tell of a study, in plain sentences, a line a paragraph: what was compared, who judged
 * it, how orders were balanced, how the numbers were made. Every sentence follows from the study's data; what they do
 * not show is not claimed.
 */
export function methodsParagraph(material: MethodsMaterial): string {
  const paragraphs = [
    materials(material),
    questions(material),
    people(material),
    balance(material),
    analysis(material),
    agreement(material),
    software(material),
  ];
  return paragraphs
    .map((sentences) => sentences.filter((sentence) => sentence !== '').join(' '))
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => `${paragraph}\n`)
    .join('\n');
}

function materials({ facts }: MethodsMaterial): string[] {
  const { systems, dataset, items, turns } = facts;
  const names = systems.map(({ name }) => name);
  const people = systems.filter(({ kind }) => kind === 'human').map(({ name }) => name);
  const compared =
    systems.length === 1
      ? `One system (${names[0]}) was judged`
      : `${counted(systems.length, 'system')} (${listed(names)}) were compared`;
  if (showsDialogues(facts.definition)) return [`${compared} on ${dialoguesInWords(facts)}.`, drawn(facts)];
  return [
    `${compared} on ${counted(items, 'context')} of the dataset ${dataset}, of ${spanned(turns.fewest, turns.most)} ${turns.most === 1 ? 'turn' : 'turns'} before the answer.`,
    people.length > 0
      ? `The system ${listed(people)} is the dataset’s own reference, written by a person.`
      : '',
    drawn(facts),
  ];
}

/** How the contexts were drawn; nothing of an imported study, whose file does not tell. */
function drawn({ kind, definition, emotions, seed }: StudyFacts): string {
  if (kind === 'imported') return 'The ratings were collected elsewhere and imported.';
  const { stratify, split, emotions: only } = definition.sample;
  const frame = [
    ...(split ? [`of the split ${split}`] : []),
    ...(only ? [`with the emotion ${listed(only)}`] : []),
    answeredBy(definition),
  ].join(' ');
  const strata =
    stratify === 'emotion' && emotions > 0
      ? `, stratified by ${counted(emotions, 'emotion label')} in proportion to their share`
      : '';
  return `${definition.task ? 'Scenes' : 'They'} were drawn at random (seed ${seed}) from those ${frame}${strata}.`;
}

/** Criteria that are answered alike in one sentence. */
function questions({ facts }: MethodsMaterial): string[] {
  if (facts.kind === 'imported')
    return facts.criteria.map(
      ({ label, minimum, maximum }) => `${label} has values from ${minimum} to ${maximum}.`,
    );
  const asked = [...groupedBy(facts.criteria, answeredHow)].map(
    ([how, criteria]) =>
      `${listed(criteria.map(({ label, question }) => `${label} (“${question}”)`))} ${criteria.length === 1 ? 'was' : 'were'} answered ${how}.`,
  );
  return [...asked, displayInWords(facts)];
}

const asked = {
  response: 'for each response',
  turn: 'for each reply of the dialogue',
  dialogue: 'once for the whole dialogue',
} as const;

function answeredHow(criterion: FactCriterion): string {
  const { kind, minimum, anchors } = criterion;
  const tie = minimum === 0 ? `, or “${anchors['0'] ?? 'both alike'}”` : '';
  if (kind === 'choice') return `by choosing one of the answers shown${tie}`;
  if (kind === 'ranking') return 'by ranking the answers shown, 1 the best, all different';
  const scale = {
    scale: 'on a scale of whole points',
    levels: 'by level',
    'yes-no': 'by yes or no',
    slider: 'on a slider',
  }[kind];
  return `${asked[criterion.about ?? 'response']} ${scale}: ${pointsInWords(criterion)}`;
}

function people({ facts, report, made }: MethodsMaterial): string[] {
  const { counts, include, excluded } = report;
  const { annotators, definition } = facts;
  const ratings = made.certificate.goals.find(({ goal }) => goal === 'ratings');
  const unfinished = ['active', 'skipped', 'expired'] as const;
  const left = unfinished.reduce((sum, status) => sum + countAssignments(facts, { role: 'task', status }), 0);
  return [
    `${counted(counts.raters, 'rater')} gave ${counted(counts.ratings, 'rating')} of ${counted(counts.items, 'item')}.`,
    ratings && ratings.largest > 0
      ? `Each item was finished by ${spanned(ratings.smallest, ratings.largest)} ${ratings.largest === 1 ? 'rater' : 'raters'}${facts.kind === 'live' && !ratings.within ? `, where ${facts.ratingsPerItem} were wanted` : ''}.`
      : '',
    include === 'all'
      ? 'Ratings of unfinished items are counted too.'
      : left > 0
        ? `${counted(left, 'assignment')} that ${left === 1 ? 'was' : 'were'} not finished ${left === 1 ? 'is' : 'are'} not counted.`
        : '',
    facts.kind === 'live' && definition.consent !== ''
      ? `Annotators were asked for their consent before rating; ${annotators.consented} of ${annotators.joined} gave it.`
      : '',
    ...flowInWords(facts),
    checksInWords(facts),
    exclusionsInWords(facts, excluded),
  ];
}

const orderGoals: readonly GoalName[] = [
  'system',
  'position',
  'pair',
  'annotator-system',
  'pair-order',
  'carry-over',
];

/** The order of showing, by what was counted. Of an imported study only where it tells positions. */
function balance({ facts, made }: MethodsMaterial): string[] {
  const { certificate, tellsPositions } = made;
  if (!tellsPositions) return [];
  const shown = certificate.positions[0]?.length ?? 1;
  const goals = orderGoals
    // A system alone on the screen stands nowhere and beside nobody.
    .filter((name) => shown > 1 || name === 'system' || name === 'annotator-system')
    .flatMap((name) => certificate.goals.find(({ goal }) => goal === name) ?? []);
  return [
    facts.kind === 'live' ? 'Raters were not told which system had written an answer.' : '',
    shownHow(facts, shown),
    plan(facts),
    `Counted over the ${counted(certificate.finished, 'finished assignment')}:`,
    ...goals.map(({ sentence }) => sentence),
    ...certificate.faults,
  ];
}

function shownHow({ definition }: StudyFacts, shown: number): string {
  if (definition.task)
    return 'Everybody rated the conversations that they had themselves, each with one system.';
  if (showsDialogues(definition))
    return 'Each dialogue was shown as a whole, with the answers of one system.';
  return shown > 1 ? `${counted(shown, 'answer')} stood side by side.` : 'Answers were shown one at a time.';
}

function plan({ kind, design, seed, definition }: StudyFacts): string {
  if (kind === 'imported') return '';
  if (design === null && showsDialogues(definition))
    return 'Dialogues were dealt as raters came, none to anybody twice while there was another.';
  if (design === null)
    return `The order of answers was drawn for each rater from Latin squares (seed ${seed}).`;
  const anew =
    design.revision > 1 ? `, and solved ${design.revision} times in all as people came and left` : '';
  return `Who rates what in which order was solved beforehand (seed ${seed}) for ${counted(design.annotators, 'annotator')} with at most ${counted(design.quota, 'item')} each${anew}.`;
}

/** How the numbers were made, in the report’s own words; of each method once, however many criteria use it. */
function analysis({ facts, report }: MethodsMaterial): string[] {
  const { settings, methods, criteria } = report;
  const used = new Set(criteria.flatMap(methodsOf));
  return [
    ...[...used].flatMap((name) => {
      const note = methods[name];
      return note ? [`${note.title}: ${note.text}`] : [];
    }),
    ...models(criteria),
    `Intervals are at ${Number((100 * settings.level).toFixed(8))} %; bootstraps draw ${settings.resamples} times (seed ${settings.seed}); p-values of pairs are ${settings.adjustment === 'none' ? 'not adjusted' : `adjusted for the number of pairs after ${correctionLabels[settings.adjustment]}`}.`,
    ...looksInWords(facts),
  ];
}

function methodsOf({ means, model, pairs, strengths, agreement: agreed }: CriterionReport): string[] {
  return [
    ...(means ? [means.made.method] : []),
    ...(model && model.reason === '' ? [model.made.method] : []),
    ...(pairs.pairs.length > 0 ? [pairs.made.method] : []),
    ...(strengths.reason === '' && strengths.systems.length > 0 ? [strengths.made.method] : []),
    ...(agreed.coefficients.length > 0 ? [agreed.made.method] : []),
  ];
}

/** What is the same for several criteria is said once. */
function models(criteria: readonly CriterionReport[]): string[] {
  const told = criteria.flatMap(({ label, model }) =>
    model === null
      ? []
      : model.reason === ''
        ? [
            { label, what: `the model is ${model.formula}.` },
            ...model.notes.map((note) => ({ label, what: lowerFirst(note) })),
          ]
        : [{ label, what: `no mixed model could be fitted: ${model.reason}.` }],
  );
  return [...groupedBy(told, ({ what }) => what)].map(
    ([what, list]) => `For ${listed(list.map(({ label }) => label))} ${what}`,
  );
}

function lowerFirst(sentence: string): string {
  return sentence.slice(0, 1).toLowerCase() + sentence.slice(1);
}

function agreement({ report }: MethodsMaterial): string[] {
  return report.criteria.map(({ label, agreement: agreed }) => {
    const [right] = agreed.coefficients;
    if (!right) return '';
    return `For ${label}, ${right.label} is ${figureInWords(right, 2)} over ${counted(agreed.unitsWithTwo, 'unit')} judged at least twice.`;
  });
}

function software({ facts, version }: MethodsMaterial): string[] {
  const { openedOn, closedOn, protocolHash, log } = facts;
  const deviations = log.filter(({ kind }) => kind === 'deviation');
  return [
    `${facts.kind === 'live' ? 'Ratings were collected and analysed' : 'The analysis was made'} with workbench ${version}.`,
    openedOn === null
      ? ''
      : `The study was opened on ${openedOn}${closedOn === null ? '' : ` and closed on ${closedOn}`}.`,
    protocolHash === null ? '' : `Its protocol was frozen when it was opened (SHA-256 ${protocolHash}).`,
    ...deviations.map(({ day, detail }) => `Deviation on ${day}: ${detail}`),
  ];
}
