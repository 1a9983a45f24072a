import { type ClassificationReport, classificationReport } from './classification-report.ts';
import {
  forMechanisms,
  type Level,
  levelCount,
  likeliestLevel,
  type Mechanism,
  type MechanismProbabilities,
  mechanisms,
} from './mechanisms.ts';

export type LevelReports = Readonly<Record<Mechanism, ClassificationReport>>;

/** How well the likeliest levels agree with those that people gave, by mechanism. */
export function levelReports(
  rows: readonly { readonly levels: Readonly<Record<Mechanism, Level>> }[],
  found: readonly MechanismProbabilities[],
): LevelReports {
  return forMechanisms((mechanism) =>
    classificationReport(
      rows.map(({ levels }) => levels[mechanism]),
      found.map((probabilities) => likeliestLevel(probabilities[mechanism])),
      levelCount,
    ),
  );
}

/** What chooses the best weights of a set. */
export function meanMacroF1(reports: LevelReports): number {
  return mechanisms.reduce((sum, mechanism) => sum + reports[mechanism].macroF1, 0) / mechanisms.length;
}
