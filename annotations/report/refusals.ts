import type { CriterionKind, Refusal } from './study-report.ts';

interface Situation {
  readonly kind: CriterionKind;
  /** In a study of dialogues. */
  readonly about?: 'turn' | 'dialogue' | undefined;
  readonly ratings: number;
  readonly raters: number;
  readonly items: number;
  /** How many times greater the standard error of a mean is than the formula for independent ratings says. */
  readonly understated: number | null;
  /** Whether every response was rated by the same raters. */
  readonly isComplete: boolean;
}

/** What others print and would be wrong here, with the reason and what stands in its place. */
export function refusals(situation: Situation): Refusal[] {
  const { kind } = situation;
  const isPreference = kind === 'choice' || kind === 'ranking';
  return [
    ...(isPreference ? preferenceRefusals(kind) : ratingRefusals(situation)),
    ...(situation.about ? dialogueRefusals(situation.about) : []),
    ...(isPreference || kind === 'slider' ? [] : [pointsRefusal(kind)]),
    ...kappaRefusals(situation),
    {
      what: 'Tests of systems within single emotions',
      why: 'A study is planned for its systems as a whole; in as many tests as there are emotions some come out significant by chance, and each has few items.',
      instead:
        'Means with intervals by emotion, where an emotion has enough items; plan a study for the emotion that matters.',
    },
    {
      what: 'Observed (post hoc) power',
      why: 'It is a function of the p-value alone and says nothing that the interval does not (Hoenig & Heisey 2001).',
      instead: 'The intervals, and `power` for the next study.',
    },
  ];
}

function ratingRefusals({ ratings, items, raters, understated }: Situation): Refusal[] {
  const much =
    understated === null
      ? ''
      : ` Here the standard error of a system’s mean is ${understated.toFixed(1)} times what that formula gives.`;
  return [
    {
      what: 'A t-test or analysis of variance over pooled ratings',
      why: `It treats ratings of the same item and by the same rater as independent: ${ratings} ratings are not ${ratings} observations, but ${items} items seen by ${raters} raters.${much} Differences that other items or raters would undo come out as significant.`,
      instead:
        'The mixed model with items and raters as random effects, and the signed-rank test over items.',
    },
  ];
}

function dialogueRefusals(about: 'turn' | 'dialogue'): Refusal[] {
  return [
    {
      what: 'Wins, ties and losses, and strengths from them',
      why: 'They are counted where one rater judged two systems on the same item. Here an item is a dialogue with the answers of one system: nothing stood beside it.',
      instead: 'The mixed model’s contrasts of systems, which compare over dialogues and raters.',
    },
    ...(about === 'turn'
      ? [
          {
            what: 'Turns as independent observations',
            why: 'Turns of one dialogue share its topic, its system and the rater who read them in one go: a longer dialogue is not more evidence in proportion.',
            instead:
              'Intervals over dialogues and raters, and random effects of the dialogue, its system, the sitting and the turn.',
          },
        ]
      : []),
  ];
}

function preferenceRefusals(kind: 'choice' | 'ranking' | CriterionKind): Refusal[] {
  return kind === 'choice'
    ? [
        {
          what: 'A mean of the choices',
          why: 'The stored number is a place on the screen: it is nominal, and has no middle.',
          instead: 'Wins, ties and losses of each pair of systems, and their strengths.',
        },
        {
          what: 'A binomial or chi-squared test over pooled choices',
          why: 'Choices by the same rater, and on the same item, are not independent.',
          instead: 'The sign test over items, and intervals over items and raters.',
        },
      ]
    : [
        {
          what: 'A mean rank as a measure of quality',
          why: 'A rank says how a response stands among those beside it: it changes with the company, not with the response.',
          instead: 'Wins and losses of each pair of systems, and their strengths.',
        },
      ];
}

function pointsRefusal(kind: CriterionKind): Refusal {
  return kind === 'yes-no'
    ? {
        what: 'A mean in points',
        why: 'Yes and no are names, not amounts.',
        instead: 'The share of yes, and odds ratios.',
      }
    : {
        what: 'Significance from differences of means',
        why: 'Points in words are ordered, not equally far apart; where ratings pile up at an end, means can differ though the ratings behind them do not, and the other way round (Liddell & Kruschke 2018).',
        instead: 'The cumulative-link model, whose thresholds are estimated; means describe.',
      };
}

function kappaRefusals({ raters, isComplete }: Situation): Refusal[] {
  if (raters < 2 || (raters === 2 && isComplete)) return [];
  return [
    {
      what: isComplete ? 'Cohen’s kappa' : 'Cohen’s and Fleiss’ kappa',
      why: isComplete
        ? 'It is defined for two raters.'
        : 'They are defined for two raters, or for as many ratings of every response; here raters differ from response to response.',
      instead: 'Krippendorff’s alpha and Gwet’s coefficient, which take any raters and missing ratings.',
    },
  ];
}
