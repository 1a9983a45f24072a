import { showsDialogues } from '../../dialogue-study.ts';
import type { CriterionReport, StudyReport } from '../../report/study-report.ts';
import { counted, figureInWords, listed, pointsInWords, pointsOf, spanned } from '../in-words.ts';
import { displayInWords, platformInWords, qualificationInWords } from '../people-in-words.ts';
import { countAssignments, type FactCriterion, type StudyFacts, type StudyMade } from '../study-facts.ts';
import { hedsChoices as choices, hedsQuestions as questions } from './heds-form.ts';
import { type HedsSheet, type SheetWriter, tabNames, writeSheet } from './sheet-writer.ts';

export interface SheetMaterial {
  readonly facts: StudyFacts;
  readonly made: StudyMade;
  readonly report: StudyReport;
  /** Of this program. */
  readonly version: string;
}

/**
 * The Human Evaluation Datasheet of a study, filled in as far as the workbench knows: what only the researcher can
 * tell (papers, people, recruitment, ethics, preregistration, power, what kind of quality a criterion is) is left
 * blank, and the form asks for it.
 */
export function hedsSheet(material: SheetMaterial): HedsSheet {
  const { facts, report } = material;
  const tabs = tabNames(facts.criteria.map(({ label }) => label));
  return writeSheet(tabs, (sheet) => {
    tellOfSystems(sheet, material);
    tellOfSample(sheet, material);
    if (facts.kind === 'live') tellOfRating(sheet, material);
    for (const [index, criterion] of facts.criteria.entries()) {
      const found = report.criteria.find(({ name }) => name === criterion.name);
      tellOfCriterion(sheet.of(tabs[index] ?? criterion.name), criterion, { ...material, found });
    }
  });
}

function tellOfSystems(sheet: SheetWriter, { facts }: SheetMaterial): void {
  const systems = facts.systems.map(({ name }) => name);
  sheet.write(
    questions.experiment,
    `${facts.name}: ${counted(systems.length, 'system')} (${listed(systems)}) answering contexts of ${facts.dataset}, judged on ${listed(facts.criteria.map(({ label }) => label))}.`,
  );
  if (facts.turns.most > 1) sheet.tick(choices.input, 8);
  sheet.tick(choices.task, 10);
}

function tellOfSample(sheet: SheetWriter, { facts, report }: SheetMaterial): void {
  sheet.write(questions.outputsPerSystem, outputsInWords(report));
  if (facts.kind === 'live')
    sheet.tick(choices.selection, facts.definition.sample.stratify === 'emotion' ? 2 : 1);
  sheet.write(questions.evaluators, String(report.counts.raters));
}

function outputsInWords({ criteria, counts }: StudyReport): string {
  const items = criteria.flatMap(({ means }) => means?.systems.map((system) => system.items) ?? []);
  if (items.length === 0) return counts.items === 0 ? '' : String(counts.items);
  const [fewest, most] = [Math.min(...items), Math.max(...items)];
  return fewest === most
    ? String(most)
    : `${spanned(fewest, most)}, by system and criterion: not every response shown was rated on every criterion.`;
}

function tellOfRating(sheet: SheetWriter, material: SheetMaterial): void {
  const { facts, version } = material;
  const { instructions, leaseMinutes, show } = facts.definition;
  const platform = platformInWords(facts);
  if (platform !== null) sheet.write(questions.recruitment, `Through ${platform}.`);
  sheet.write(
    questions.training,
    [
      qualificationInWords(facts),
      ...(instructions === '' ? [] : ['These instructions to read:', instructions]),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
  sheet.write(questions.medium, `A web page of the workbench for empathetic dialogue, version ${version}.`);
  tellOfAssurance(sheet, facts);
  const besides = [
    ...(show.emotion ? ['the dialogue’s emotion label'] : []),
    ...(show.situation ? ['the situation the dialogue is about'] : []),
  ];
  sheet.write(
    questions.shown,
    `${conversationInWords(facts)}${besides.length > 0 ? `, ${listed(besides)}` : ''}; the answers${shownInWords(material)}, without the systems’ names; each question with its scale${instructions === '' ? '' : '; the instructions'}. ${displayInWords(facts)}`,
  );
  sheet.tick(
    choices.freedom,
    5,
    `Evaluators could stop at any time and come back while the study was open. An item left without a sign of life for ${counted(leaseMinutes, 'minute')} could be given to somebody else.`,
  );
  if (facts.definition.exitSurvey) sheet.tick(choices.feedback, 3);
  sheet.tick(
    choices.feedback,
    4,
    'With every item evaluators could write a comment, flag it for attention, or skip it.',
  );
}

function conversationInWords({ definition }: StudyFacts): string {
  if (definition.task) return 'The whole conversation that they had had with one system';
  return showsDialogues(definition)
    ? 'A whole conversation, in which one system speaks as the listener'
    : 'The turns of the conversation before the answer';
}

function shownInWords({ facts, made }: SheetMaterial): string {
  const shown = shownAtOnce(facts, made);
  return shown === null || shown === 1 ? '' : `, ${shown} side by side`;
}

/** How many responses stood side by side; null where the study does not tell. */
function shownAtOnce(facts: StudyFacts, { certificate }: StudyMade): number | null {
  if (facts.kind === 'imported') return null;
  return certificate.positions[0]?.length ?? null;
}

function tellOfAssurance(sheet: SheetWriter, facts: StudyFacts): void {
  const checks = (
    [
      ['gold', 'gold item with known answers', 'gold items with known answers'],
      ['attention', 'attention check', 'attention checks'],
      [
        'repeat',
        'item shown a second time to the same evaluator',
        'items shown a second time to the same evaluator',
      ],
    ] as const
  ).flatMap(([role, one, many]) => {
    const count = countAssignments(facts, { role, status: 'submitted' });
    return count === 0 ? [] : [counted(count, one, many)];
  });
  const qualification = qualificationInWords(facts);
  if (checks.length > 0 || qualification !== '') sheet.tick(choices.assurance, 2);
  if (facts.exclusions.length > 0) sheet.tick(choices.assurance, 4);
  sheet.write(
    questions.assuranceDetails,
    [
      ...(qualification === '' ? [] : [qualification]),
      ...(checks.length > 0 ? [`Answered by evaluators: ${listed(checks)}.`] : []),
      ...(facts.exclusions.length > 0
        ? [
            `${counted(facts.exclusions.length, 'evaluator')} left out by the researcher: ${facts.exclusions.map(({ rater, reason }) => `${rater} (${reason})`).join('; ')}.`,
          ]
        : []),
    ].join(' '),
  );
}

interface Asked extends SheetMaterial {
  readonly found: CriterionReport | undefined;
}

type CriterionWriter = Omit<SheetWriter, 'of'>;

function tellOfCriterion(sheet: CriterionWriter, criterion: FactCriterion, asked: Asked): void {
  const { facts, made, found } = asked;
  sheet.tick(choices.judgement, 2);
  const shown = shownAtOnce(facts, made);
  if (criterion.kind === 'choice' || criterion.kind === 'ranking') sheet.tick(choices.terms, 2);
  else if (shown !== null) sheet.tick(choices.terms, shown > 1 ? 2 : 1);
  sheet.tick(choices.intrinsic, 1);
  if (facts.kind === 'live') tellOfQuestion(sheet, criterion, shown);
  else sheet.write(questions.scaleValues, `${criterion.minimum} to ${criterion.maximum}`);
  if (found) tellOfNumbers(sheet, found, asked);
}

function tellOfQuestion(sheet: CriterionWriter, criterion: FactCriterion, shown: number | null): void {
  const { kind, label, question } = criterion;
  sheet.write(questions.criterionName, label);
  sheet.write(questions.definition, question);
  sheet.write(questions.question, question);
  if (kind === 'ranking') {
    sheet.write(questions.scaleSize, 'N/A');
    sheet.write(questions.scaleValues, 'N/A');
    sheet.tick(choices.presented, 4);
    sheet.write(
      questions.task,
      `Evaluators give every answer of an item a rank, 1 for the best, all different${shown === null ? '' : `: 1 to ${shown}`}.`,
    );
  } else {
    const { size, values } = instrument(criterion, shown);
    sheet.write(questions.scaleSize, size);
    sheet.write(questions.scaleValues, values);
    sheet.tick(choices.presented, kind === 'slider' ? 3 : 1);
    sheet.write(questions.task, 'N/A');
  }
  const form = formOf(criterion);
  if (form !== null) sheet.tick(choices.form, form);
}

function instrument(
  criterion: FactCriterion,
  shown: number | null,
): { readonly size: string; readonly values: string } {
  const { kind, minimum, maximum, step } = criterion;
  if (kind === 'choice') {
    const tie = minimum === 0 ? 1 : 0;
    return {
      size: shown === null ? '' : String(shown + tie),
      values: `one of the${shown === null ? '' : ` ${shown}`} answers shown${tie === 1 ? `, or “${criterion.anchors['0'] ?? 'both alike'}”` : ''}`,
    };
  }
  const values = pointsInWords(criterion);
  if (kind !== 'slider') return { size: String(pointsOf(criterion).length), values };
  return { size: step === null ? 'continuous' : String(Math.round((maximum - minimum) / step) + 1), values };
}

/** The form of elicitation, where the kind and its words tell it. */
function formOf({ kind, anchors }: FactCriterion): 1 | 2 | 3 | null {
  if (kind === 'choice' || kind === 'ranking') return 3;
  if (kind !== 'scale' && kind !== 'slider') return null;
  return Object.values(anchors).some((words) => /\b(dis)?agree/i.test(words)) ? 1 : 2;
}

function tellOfNumbers(sheet: CriterionWriter, found: CriterionReport, { facts, report }: Asked): void {
  const note = (method: string | undefined) => {
    const { title, text } = report.methods[method ?? ''] ?? {};
    return title === undefined ? [] : [`${title}: ${text}`];
  };
  const { means, model, pairs, strengths, agreement } = found;
  sheet.write(
    questions.aggregation,
    [...note(means?.made.method), ...(strengths.reason === '' ? note(strengths.made.method) : [])].join('\n'),
  );
  sheet.write(
    questions.effects,
    [...(model?.reason === '' ? note(model.made.method) : []), ...note(pairs.made.method)].join('\n'),
  );
  const told = agreement.coefficients.filter(({ value }) => value !== null);
  sheet.write(
    questions.agreement,
    told.length === 0 ? 'InterAA not assessed' : listed(told.map(({ label }) => label)),
  );
  sheet.write(
    questions.agreementScore,
    told.length === 0
      ? 'InterAA not assessed'
      : told.map((one) => `${one.label}: ${figureInWords(one, 3)}`).join('; '),
  );
  // Whether an imported study had repeats is not told by its file.
  if (facts.kind === 'live' && countAssignments(facts, { role: 'repeat' }) === 0) {
    sheet.write(questions.ownAgreement, 'IntraAA not assessed');
    sheet.write(questions.ownAgreementScore, 'IntraAA not assessed');
  }
}

/** The file that the form’s “upload json” takes. */
export function hedsFile(sheet: HedsSheet): string {
  return `${JSON.stringify(sheet, null, 4)}\n`;
}
