import { displayOf } from '../display.ts';
import { counted, listed } from './in-words.ts';
import { countAssignments, type StudyFacts } from './study-facts.ts';

const platforms = { prolific: 'Prolific', mturk: 'Amazon Mechanical Turk' } as const;

/** Where raters came from, or null where they came by a plain link. */
export function platformInWords({ definition }: Pick<StudyFacts, 'definition'>): string | null {
  return definition.crowd ? platforms[definition.crowd.platform] : null;
}

/** The qualification round, in a sentence; empty where there is none. */
export function qualificationInWords({
  definition,
  endings,
}: Pick<StudyFacts, 'definition' | 'endings'>): string {
  const { qualification } = definition;
  if (!qualification) return '';
  const { items, passMark, attempts } = qualification;
  const out = endings.find(({ kind }) => kind === 'screened-out')?.count ?? 0;
  return `Before the task came ${counted(items.length, 'item')} with known answers and feedback; ${Number((100 * passMark).toFixed(2))} % of accepted answers were needed to go on, in at most ${counted(attempts, 'attempt')}${out > 0 ? `, and ${counted(out, 'person', 'people')} ended there` : ''}.`;
}

/** What surrounded the rating, as the protocol has it. Nothing of an imported study. */
export function flowInWords(facts: StudyFacts): string[] {
  if (facts.kind === 'imported') return [];
  const { exitSurvey, welfare } = facts.definition;
  const platform = platformInWords(facts);
  const emotions = [...new Set(welfare?.warnings.flatMap((one) => one.emotions) ?? [])];
  const breaks = [
    ...(welfare?.breakAfterItems === undefined ? [] : [`every ${counted(welfare.breakAfterItems, 'item')}`]),
    ...(welfare?.breakAfterMinutes === undefined
      ? []
      : [`every ${counted(welfare.breakAfterMinutes, 'minute')} of work`]),
  ];
  return [
    platform === null ? '' : `Raters came through ${platform}.`,
    qualificationInWords(facts),
    emotions.length > 0
      ? `Before items labelled ${listed(emotions)} there was a warning, and they could be skipped.`
      : '',
    breaks.length > 0 ? `A break was suggested after ${listed(breaks)}.` : '',
    exitSurvey
      ? `A survey followed the last item${exitSurvey.askAboutSystems ? '; it asked who raters thought had written the answers, so that blinding can be tested' : ''}.`
      : '',
  ];
}

/** In what typography responses were shown; empty of an imported study, whose file does not tell. */
export function displayInWords({ kind, definition }: Pick<StudyFacts, 'kind' | 'definition'>): string {
  if (kind === 'imported') return '';
  return displayOf(definition) === 'normalised'
    ? 'Responses were shown in one typography (capitals, spacing, quotes, dashes and repeated stops made alike by rule, no word changed), so that systems were not told apart by their typing.'
    : 'Responses were shown as their systems had typed them, by which some systems may be told apart.';
}

export function checksInWords(facts: StudyFacts): string {
  const said = (
    [
      ['gold', 'gold item with known answers', 'gold items with known answers'],
      ['attention', 'attention check', 'attention checks'],
      ['repeat', 'item shown again to the same rater', 'items shown again to the same rater'],
    ] as const
  ).flatMap(([role, one, many]) => {
    const count = countAssignments(facts, { role, status: 'submitted' });
    return count > 0 ? [counted(count, one, many)] : [];
  });
  return said.length === 0 ? '' : `For quality, raters also answered ${listed(said)}, which enter no result.`;
}

export function exclusionsInWords({ exclusions }: StudyFacts, excluded: readonly string[]): string {
  if (exclusions.length === 0 && excluded.length === 0) return 'No rater was left out.';
  if (excluded.length === 0)
    return `The numbers include ${counted(exclusions.length, 'rater')} marked for leaving out.`;
  const reasons = new Map(exclusions.map(({ rater, reason }) => [rater, reason]));
  const said = excluded.map((rater) => {
    const reason = reasons.get(rater);
    return reason === undefined ? rater : `${rater} (${reason.replace(/\.$/, '')})`;
  });
  return `${counted(excluded.length, 'rater')} ${excluded.length === 1 ? 'was' : 'were'} left out: ${said.join('; ')}.`;
}
