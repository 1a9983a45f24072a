import type { Adjustment } from '#eval/statistics/adjust-p.ts';
import type { DistributionEntry } from '#eval/statistics/distribution.ts';
import type { RatingsIncluded } from '../study-results.ts';

// The report on a study: plain data that goes through JSON unchanged. A number that is undefined is null, and a reason
// stands beside it; nothing is NaN. What is null as a whole does not apply to the kind of criterion.

export interface StudyReport {
  readonly version: 1;
  readonly study: string;
  readonly include: RatingsIncluded;
  /** Pseudonyms of the raters who are left out of every number here. */
  readonly excluded: readonly string[];
  readonly settings: ReportSettings;
  /** What stands behind the numbers. */
  readonly counts: Counts;
  /** In the study's order. */
  readonly systems: readonly string[];
  /** In the study's order. */
  readonly criteria: readonly CriterionReport[];
  /** How the numbers were made, by the method's id: what `made.method` refers to. */
  readonly methods: Readonly<Record<string, MethodNote>>;
}

export interface ReportSettings {
  /** Of confidence, in (0, 1), for every interval. */
  readonly level: number;
  /** Of every bootstrap. */
  readonly resamples: number;
  readonly seed: number;
  /** For the comparisons of systems on one criterion with one test. */
  readonly adjustment: Adjustment;
  /** Items that an emotion must have for numbers of its own. */
  readonly itemsAnEmotion: number;
}

export interface Counts {
  /** Of a choice, how often it was made. */
  readonly ratings: number;
  readonly items: number;
  readonly raters: number;
  /** Responses (item × system, or turns of dialogues) that were rated or could be chosen. */
  readonly responses: number;
}

/** How a number was made. Two numbers may be compared only where their signatures agree but for n. */
export interface Made {
  /** Key of `methods`. */
  readonly method: string;
  /** `method:means|interval:two-way-bootstrap|level:0.95|B:1000|seed:7|ratings:864|items:96|raters:12`. */
  readonly signature: string;
}

export interface MethodNote {
  readonly title: string;
  /** Sentences for a reader of the report. */
  readonly text: string;
  /** Papers. */
  readonly source: string;
}

/** A number with its interval. */
export interface Figure {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Why there is no value or no interval; empty where both stand. */
  readonly reason: string;
}

/** A test of the null hypothesis that there is no difference, two-sided. */
export interface TestFigure {
  /** What the statistic is: `t`, `W+`, `chi-squared`, `successes`. */
  readonly statistic: string;
  readonly value: number | null;
  readonly degrees: number | null;
  readonly p: number | null;
  /** Adjusted for all pairs of systems on this criterion by this test; null where the test stands alone. */
  readonly adjusted: number | null;
  readonly reason: string;
}

export type CriterionKind = 'scale' | 'slider' | 'yes-no' | 'levels' | 'ranking' | 'choice';

export interface CriterionReport {
  readonly name: string;
  readonly label: string;
  readonly kind: CriterionKind;
  /** Which of alpha's levels is right for it. */
  readonly level: 'nominal' | 'ordinal' | 'interval';
  readonly minimum: number;
  readonly maximum: number;
  /** In a study of dialogues: asked of every listener turn, or once of the whole. */
  readonly about?: 'turn' | 'dialogue' | undefined;
  readonly counts: Counts;
  /** Null for a choice and a ranking. */
  readonly means: MeansBlock | null;
  /** Null for a choice and a ranking. */
  readonly model: ModelBlock | null;
  /** The model again with what responses look like held equal, beside `model`; empty where there is none. */
  readonly adjusted: readonly AdjustedModel[];
  readonly pairs: PairsBlock;
  readonly strengths: StrengthsBlock;
  readonly position: PositionBlock;
  readonly agreement: AgreementBlock;
  /** Null for a choice and a ranking. */
  readonly raters: RatersBlock | null;
  /** Null for a choice and a ranking. */
  readonly emotions: EmotionsBlock | null;
  readonly refused: readonly Refusal[];
}

/** What is not computed, because it would be wrong. */
export interface Refusal {
  readonly what: string;
  readonly why: string;
  readonly instead: string;
}

export interface MeansBlock {
  readonly made: Made;
  /** `share` of yes, in [0, 1], for yes/no. */
  readonly unit: 'points' | 'share';
  /** In the study's order. */
  readonly systems: readonly SystemMean[];
  /** How often each value was given, of each system. */
  readonly distributions: Readonly<Record<string, readonly DistributionEntry[]>>;
}

export interface SystemMean extends Figure {
  readonly system: string;
  readonly standardError: number | null;
  readonly ratings: number;
  readonly items: number;
  readonly raters: number;
}

export interface ModelBlock {
  readonly made: Made;
  /** Logits for the cumulative-link (for yes/no: logistic) model, points of the scale for the linear one. */
  readonly family: 'cumulative-logit' | 'linear';
  /** In R's notation, e.g. `rating ~ system + (1 | item) + (1 | rater) + (1 | item:system)`. */
  readonly formula: string;
  /** Why there is no model; empty where there is. Then the lists below are empty, but for the contrasts. */
  readonly reason: string;
  readonly observations: number;
  readonly logLikelihood: number | null;
  /** Of the first system, e.g. `1|2`; empty for the linear model. */
  readonly thresholds: readonly { readonly name: string; readonly value: number }[];
  /** Standard deviations of the random effects. `atBoundary`: estimated as 0. */
  readonly deviations: readonly {
    readonly effect: string;
    readonly groups: number;
    readonly sd: number;
    readonly atBoundary: boolean;
  }[];
  /** Coefficients of what is adjusted for; empty for the model without. */
  readonly covariates: readonly CovariateEffect[];
  /** Every pair of systems, in the study's order. */
  readonly contrasts: readonly Contrast[];
  /** What a reader must know: an effect that could not be had, a variance at its boundary. */
  readonly notes: readonly string[];
}

export interface CovariateEffect extends Figure {
  /** `log2(words)`, `question`, `exclamation`. */
  readonly name: string;
  /** e.g. `twice as many words`. */
  readonly label: string;
  /** Null for the linear model. */
  readonly oddsRatio: Figure | null;
  readonly test: TestFigure;
}

/** First less second: above 0, or an odds ratio above 1, where the first is rated higher. */
export interface Contrast {
  readonly first: string;
  readonly second: string;
  /** In logits, or points for the linear model. */
  readonly difference: Figure;
  /** Null for the linear model. */
  readonly oddsRatio: Figure | null;
  readonly test: TestFigure;
}

export interface AdjustedModel {
  readonly name: 'length' | 'style';
  /** What is held equal, in words. */
  readonly adjustedFor: string;
  readonly model: ModelBlock;
}

/** What the same rater said of two systems' responses to the same item. */
export interface PairsBlock {
  readonly made: Made;
  /** Every pair of systems, in the study's order. */
  readonly pairs: readonly PairOutcome[];
}

export interface PairOutcome {
  readonly first: string;
  readonly second: string;
  /** Rater × item where both were judged. */
  readonly comparisons: number;
  readonly items: number;
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** Share of wins, with ties as halves, in [0, 1]. */
  readonly winShare: Figure;
  /** Share of wins less share of losses, in [−1, 1]: Cliff's delta of pairs. */
  readonly dominance: Figure;
  /** Mean of first less second; null for a choice and a ranking. */
  readonly meanDifference: Figure | null;
  /** The mean difference in standard deviations of the items' differences, d_z; null for a choice and a ranking. */
  readonly standardised: Figure | null;
  /** Over items: the signed-rank test of the items' mean differences, for a choice and a ranking the sign test. */
  readonly test: TestFigure & { readonly name: 'signed-rank' | 'sign'; readonly items: number };
  /** Hodges and Lehmann's shift that belongs to the signed-rank test; null for a choice and a ranking. */
  readonly shift: Figure | null;
  /** Matched-pairs rank-biserial correlation that belongs to it; null for a choice and a ranking. */
  readonly rankBiserial: Figure | null;
}

export interface StrengthsBlock {
  readonly made: Made;
  readonly model: 'Davidson' | 'Bradley–Terry';
  /** Why there are no strengths; empty where there are. */
  readonly reason: string;
  /** ν of Davidson's model. */
  readonly tie: number | null;
  readonly comparisons: number;
  /** In the study's order. */
  readonly systems: readonly SystemStrength[];
}

export interface SystemStrength {
  readonly system: string;
  /** Log ability; the mean of all systems is 0. */
  readonly ability: Figure;
  /** 1 the strongest, with its interval. */
  readonly rank: Figure;
}

export interface PositionBlock {
  readonly made: Made;
  readonly reason: string;
  /** From 1, the place on the screen. */
  readonly places: readonly {
    readonly position: number;
    readonly ratings: number;
    /** Mean rating there; of a choice how often the response there was chosen, of those shown. */
    readonly mean: Figure;
    /** Against position 1, system held equal, from the mixed model; null for a choice, a ranking or the linear model. */
    readonly oddsRatio: Figure | null;
  }[];
  /** That the place does not matter. */
  readonly test: TestFigure;
}

export interface AgreementBlock {
  readonly made: Made;
  /** Responses with a rating, for a choice items; and those with two or more, on which agreement rests. */
  readonly units: number;
  readonly unitsWithTwo: number;
  /** Alpha of the right level first. */
  readonly coefficients: readonly AgreementFigure[];
}

export interface AgreementFigure extends Figure {
  /** `krippendorff_alpha_ordinal`, `percent`, `gwet_ac2`, … */
  readonly name: string;
  readonly label: string;
  /** Whether it belongs to the criterion's level of measurement. */
  readonly isRight: boolean;
}

export interface RatersBlock {
  readonly made: Made;
  /** Why there is no severity; empty where there is. */
  readonly reason: string;
  /** By pseudonym. */
  readonly raters: readonly RaterFigure[];
}

export interface RaterFigure {
  readonly rater: string;
  readonly ratings: number;
  readonly items: number;
  readonly mean: number | null;
  /** From the mixed model, in logits or points; above 0 a rater who rates lower than the others. */
  readonly severity: Figure;
  /** Spearman's correlation with the mean of the other raters of the same response. */
  readonly agreement: Figure;
  /** Mean absolute difference from the mean of the others, in points. */
  readonly distance: number | null;
}

export interface EmotionsBlock {
  readonly made: Made;
  /** Why there is nothing by emotion; empty where there is. */
  readonly reason: string;
  /** Most items first. */
  readonly emotions: readonly {
    readonly emotion: string;
    readonly items: number;
    /** Too few items or raters; then `systems` is empty. */
    readonly reason: string;
    readonly systems: readonly SystemMean[];
  }[];
}
