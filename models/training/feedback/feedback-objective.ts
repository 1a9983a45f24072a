import type { Progress } from '../framework/recipe.ts';
import type { Ending } from './feedback-state.ts';
import type { FeedbackFigures } from './report-figures.ts';

/** How near weights are to what a training is for. Those with the lowest loss are kept. */
export interface Standing {
  readonly loss: number;
  /** Of what the loss looks at, the mean log-probability of a token; of equal losses the lower one is kept. */
  readonly logProbability: number;
  /** For the curve. */
  readonly found: Readonly<Record<string, number>>;
  /** Where nothing is left to do. */
  readonly ending: Ending | null;
}

export interface TakenStep {
  /** Not a number where it could not be taken. */
  readonly loss: number;
  readonly gradientNorm: number;
  readonly tokens: number;
  readonly metrics?: Readonly<Record<string, number>>;
  /** Whether it was the last of all passes. */
  readonly isLast: boolean;
  readonly progress: Progress;
}

/** The training that an objective takes its steps in. */
export interface ObjectiveRun {
  /** Steps before the next one. */
  readonly steps: number;
  /** Hits are above it: see `FeedbackProgress`. */
  readonly threshold: number;
  /** What learning rates are multiplied by. */
  readonly rateShare: number;
  /** A step, and whatever is due after it. */
  readonly take: (step: () => Promise<TakenStep>) => Promise<void>;
  /** At the end of a pass: validates what is not, and ends the training where it is to end. */
  readonly finishPass: (ending: Ending | null) => Promise<void>;
}

/** What is learned from feedback, and how that is told. */
export interface FeedbackObjective {
  /** What a step is called. */
  readonly unit: 'step' | 'round';
  /** Null where that is not known before the end. */
  readonly totalSteps: number | null;
  /** As the curve has it, before any retreat. */
  readonly learningRate: number;
  /** What a person can change where the loss runs away. */
  readonly onDivergence: string;
  /** And to go further than the limit of perplexity let it. */
  readonly toGoFurther: string;
  /** How the weights of the start stand, from what was measured of them. */
  readonly standingAtStart: (before: FeedbackFigures) => Standing;
  /** How the weights stand now. */
  readonly standing: (threshold: number) => Promise<Standing>;
  /** Takes the next step by `run.take`, or goes past what needs none. */
  readonly step: (run: ObjectiveRun) => Promise<void>;
  /** The weights have gone back to those kept so far. */
  readonly onRetreat: () => void;
  /** What it carries from one run to the next, as JSON. */
  readonly carried: () => Readonly<Record<string, unknown>>;
  /** For `training.json`, besides what every training on feedback has. */
  readonly numbers: (steps: number) => Readonly<Record<string, number>>;
  /** Any ending but that at the limit of perplexity, for people. */
  readonly endingLine: (told: Told) => string;
  /** Figures of the line at the end, before and after: what they are of, and their text. */
  readonly told: Readonly<Record<string, (figures: FeedbackFigures) => string | null | undefined>>;
}

export interface Told {
  readonly ended: Ending | null;
  readonly steps: number;
  /** Which weights are kept. */
  readonly kept: string;
}
