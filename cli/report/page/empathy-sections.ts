import { type Mechanism, mechanisms } from '#models/training/identifiers/mechanisms.ts';
import type { Figure } from '../figure.ts';
import type { ReportParts } from '../measure-report.ts';
import type { Compared, EmpathyCompared, EmpRlFigures } from '../part-emprl.ts';
import type { MechanismsFigures } from '../part-identifiers.ts';
import { direction } from './difference-sentence.ts';
import { listed, missingRow, signed, table, withInterval } from './format.ts';

export const mechanismNames: Readonly<Record<Mechanism, string>> = {
  emotionalReaction: 'emotional reaction',
  interpretation: 'interpretation',
  exploration: 'exploration',
};

export function identifiersSection(identifiers: ReportParts['identifiers']): string {
  const columns = [
    'set',
    'posts',
    'mechanism',
    'macro-F1',
    'accuracy',
    'F1 of none / weak / strong',
    'of each level',
  ];
  const rows = Object.entries(identifiers).flatMap(([set, found]) =>
    found.status === 'measured'
      ? [
          ...setRows(`${set}`, 'of neither set', found.test),
          ...setRows(`${set}`, 'of the other set', found.otherFold),
        ]
      : [missingRow(set, found.reason, columns.length)],
  );
  return [
    '## Identifiers',
    '',
    'Levels of empathy on EPITOME’s posts that a set has not seen; the interval is a bootstrap of seeker posts.',
    '',
    table(columns, rows),
  ].join('\n');
}

function setRows(set: string, posts: string, figures: MechanismsFigures): string[][] {
  return mechanisms.map((mechanism) => {
    const { macroF1, accuracy, f1, counts } = figures[mechanism];
    return [
      set,
      posts,
      mechanismNames[mechanism],
      withInterval(macroF1, 3),
      withInterval(accuracy, 3),
      f1.map((each) => withInterval(each, 2)).join(' / '),
      counts.join(' / '),
    ];
  });
}

export function empRlSection(emprl: ReportParts['emprl']): string {
  const title = '## EmpRL against t5-sft';
  if (emprl.status !== 'measured') return `${title}\n\nNot measured: ${emprl.reason}.`;
  const { seeds, judge, reward, distinct1, distinct2, bleu4, length, perplexityRatio } = emprl;
  return [
    title,
    '',
    `The claim of the paper is that reinforcement by an empathy reward makes replies whose levels are those of the person’s own answer. Sampled with ${seeds.length} seeds; each context counts with its mean over the seeds, and the differences are of the same contexts. Targets are the likeliest levels of the reference, by the set that judges. The judging set had no part in the reward; what the rewarding set says beside it shows how much of the gain is of the reward’s own kind. Percent.`,
    '',
    ...empathyTable('judge', judge),
    ...empathyTable('reward', reward),
    '### What it costs',
    '',
    table(
      ['', 't5-sft', 'emprl', 'difference'],
      [
        comparedRow('Distinct-1', distinct1, 2),
        comparedRow('Distinct-2', distinct2, 2),
        comparedRow('BLEU-4, sampled', bleu4, 2),
        comparedRow('words', length, 2),
      ],
    ),
    '',
    `Perplexity per word is ${withInterval(perplexityRatio, 3)} times that of t5-sft.`,
    '',
    ...conclusions(emprl),
  ].join('\n');
}

function empathyTable(set: string, found: EmpRlFigures['judge']): string[] {
  const title = `### By the ${set} set`;
  if (found.status !== 'measured') return [title, '', `Not measured: ${found.reason}.`, ''];
  const rows = [
    comparedRow('probability of the target levels', found.probability, 2),
    ...mechanisms.map((mechanism) =>
      comparedRow(`– ${mechanismNames[mechanism]}`, found.mechanisms[mechanism], 2),
    ),
    comparedRow('product of the three', found.product, 2),
    comparedRow('Emp-F1', found.empathyF1, 2),
  ];
  const targets = mechanisms.map(
    (mechanism) => `${mechanismNames[mechanism]} ${found.targetCounts[mechanism].join(' / ')}`,
  );
  return [
    title,
    '',
    table(['', 't5-sft', 'emprl', 'difference'], rows),
    '',
    `Levels none / weak / strong of the references by this set: ${targets.join('; ')}.`,
    '',
  ];
}

function comparedRow(name: string, { before, after, difference }: Compared, digits: number): string[] {
  return [name, withInterval(before, digits), withInterval(after, digits), signed(difference, digits)];
}

/** Says which parts of the claim came back and which did not. */
function conclusions({ judge, reward, perplexityRatio, distinct2 }: EmpRlFigures): string[] {
  if (judge.status !== 'measured')
    return ['Without the judging set the claim of the paper is not tested here.'];
  const gains = gainsOf(judge);
  const lines = [claimLine(gains)];
  if (reward.status === 'measured') {
    const own = gainsOf(reward);
    const flattered = own.filter(
      ([name, difference]) =>
        direction(difference) === 'higher' &&
        !gains.some(([of, other]) => of === name && direction(other) === 'higher'),
    );
    if (flattered.length > 0)
      lines.push(
        `The rewarding set itself sees a gain in ${listed(flattered.map(([name]) => name))} that the judging set does not confirm: a judge that was the reward flatters.`,
      );
  }
  if (perplexityRatio.value > 1.1) lines.push('Perplexity rises by more than the 10 % that were allowed.');
  if (direction(distinct2.difference) === 'lower') lines.push('Distinct-2 falls.');
  return lines;
}

type Gain = readonly [string, Figure];

function gainsOf({ probability, empathyF1 }: EmpathyCompared): readonly Gain[] {
  return [
    ['the mean probability of the target levels', probability.difference],
    ['Emp-F1', empathyF1.difference],
  ];
}

function claimLine(gains: readonly Gain[]): string {
  const named = (wanted: ReturnType<typeof direction>) =>
    gains.filter(([, difference]) => direction(difference) === wanted).map(([name]) => name);
  const [higher, lower, undecided] = [named('higher'), named('lower'), named('undecided')];
  if (higher.length === gains.length)
    return `**The claim comes back**: by the judging set ${listed(higher)} rise, and neither interval holds 0.`;
  const others = [
    ...(lower.length > 0 ? [`${listed(lower)} ${lower.length > 1 ? 'fall' : 'falls'}`] : []),
    ...(undecided.length > 0
      ? [`of ${listed(undecided)} the interval holds 0, so that no difference is shown`]
      : []),
  ];
  return higher.length > 0
    ? `**The claim comes back in part**: by the judging set ${listed(higher)} rises; ${listed(others)}.`
    : `**The claim does not come back**: by the judging set ${listed(others)}.`;
}
