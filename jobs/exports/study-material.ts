import { designCertificate } from '#annotations/design/design-certificate.ts';
import { showsDialogues } from '#annotations/dialogue-study.ts';
import {
  realisedStudy,
  type SampledItem,
  type ShownAssignment,
} from '#annotations/exports/realised-design.ts';
import type { StudyFacts, StudyMade } from '#annotations/exports/study-facts.ts';
import type { StudyReport } from '#annotations/report/study-report.ts';
import type { Db } from '#db/client.ts';
import { exportedAssignments } from '#db/queries/exported-assignments.ts';
import { sampledItems } from '#db/queries/exported-items.ts';
import { studyDesign } from '#db/queries/study-design.ts';
import { studyFacts } from '#db/queries/study-facts.ts';
import { gather } from './gather.ts';
import { programVersion } from './program-version.ts';

/** What texts about a study are made from. */
export interface StudyMaterial {
  readonly facts: StudyFacts;
  readonly made: StudyMade;
  readonly report: StudyReport;
  readonly version: string;
}

/** Gathers it a little at a time, so that others have their turn. */
export async function studyMaterial(
  db: Db,
  {
    studyId,
    report,
    signal,
  }: { readonly studyId: string; readonly report: StudyReport; readonly signal?: AbortSignal | undefined },
): Promise<StudyMaterial> {
  const facts = studyFacts(db, studyId);
  if (showsDialogues(facts.definition)) {
    const design = studyDesign(db, studyId);
    const finished = { ...design, assignments: design.assignments.filter((one) => one.finished) };
    const made = { certificate: designCertificate(finished), tellsPositions: true };
    return { facts, made, report, version: programVersion };
  }
  const items: SampledItem[] = sampledItems(db, studyId);
  const assignments: ShownAssignment[] = [];
  await gather(
    exportedAssignments(db, { studyId }),
    ({ item, rater, responses }) =>
      assignments.push({
        item,
        rater,
        responses: responses.map(({ system, position }) => ({ system, position })),
      }),
    signal,
  );
  return { facts, made: realisedStudy(facts, { items, assignments }), report, version: programVersion };
}
