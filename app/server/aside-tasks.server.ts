import { designCertificate } from '#annotations/design/design-certificate.ts';
import type { Db } from '#db/client.ts';
import { studyDesign } from '#db/queries/study-design.ts';
import { findStudy } from '#db/queries/study-lookup.ts';
import { arenaTablePage, arenaVotesCsv } from './arena/arena-table.server.ts';
import { disagreementPage } from './disagreement.server.ts';
import { studyAssignmentPage } from './study-assignment-page.server.ts';
import { studyRaters } from './study-raters.server.ts';

/**
 * What takes a large part of a second for a study with 100,000 ratings, or an arena with 10,000 votes. Each reads the database, writes nothing, and
 * takes and gives plain values: it is done in a thread of its own, so that nobody's click waits for it.
 */
export const asideTasks = {
  certificate: (db: Db, study: string) => {
    const { id, name } = findStudy(db, study);
    return { name, certificate: designCertificate(studyDesign(db, id)) };
  },
  assignment: studyAssignmentPage,
  raters: studyRaters,
  disagreement: disagreementPage,
  arenaTable: arenaTablePage,
  arenaVotesCsv,
} as const;

export type AsideTasks = typeof asideTasks;
export type AsideName = keyof AsideTasks;

/** Does a task aside. Throws what the task throws. */
export type Aside = <Name extends AsideName>(
  name: Name,
  asked: Parameters<AsideTasks[Name]>[1],
) => Promise<ReturnType<AsideTasks[Name]>>;
