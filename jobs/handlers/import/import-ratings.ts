import type { StudyDefinition } from '#annotations/study-definition.ts';
import type { Db } from '#db/client.ts';
import { findContextId, findDialogue } from '#db/queries/import-lookups.ts';
import {
  findAssignment,
  findCriterion,
  findRater,
  findRatingValue,
  findResponse,
  findStudyForImport,
  findStudyItem,
  insertImportedStudy,
  type StudyForImport,
} from '#db/queries/import-ratings.ts';
import { findDatasetId, type ImportTarget, openImportTarget } from '#db/queries/import-target.ts';
import { settleImportedStudy } from '#db/queries/settle-imported-study.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { nameProblem } from './check-text.ts';
import { openLines } from './open-lines.ts';
import { parseRatingCsv, type RatingRow } from './parse-rating-csv.ts';
import { type PlannedItem, RatingPlan } from './plan-ratings.ts';
import { SystemNames } from './resolve-systems.ts';
import { RowProblems } from './row-problems.ts';
import { type ImportContext, type RunningImport, rowsBetweenPauses, runImport } from './run-import.ts';
import { writeChunks } from './write-chunks.ts';
import { RatingRowWriter } from './write-rating-rows.ts';

export interface RatingsImport {
  readonly path: string;
  readonly fileName?: string;
  /** The imported study's name; it is made where there is none, with a dataset `NAME (ratings)`. */
  readonly study: string;
}

export interface RatingsImportSummary {
  readonly study: string;
  readonly dataset: string;
  /** In the file, each counted once. */
  readonly items: number;
  readonly raters: number;
  readonly ratings: number;
  readonly systems: readonly string[];
  readonly criteria: readonly string[];
  readonly added: { readonly items: number; readonly raters: number; readonly ratings: number };
  /** Ratings of the file that the study held before. */
  readonly already_there: number;
  readonly notes: readonly string[];
}

const longestStudyName = 120;

/**
 * Brings finished ratings in, as an imported study. The same file twice adds nothing; a file with further ratings
 * adds them.
 * @throws WorkbenchError naming the line of a bad row, or of a rating that contradicts another; `conflict` where the
 * study is one that is rated here
 */
export async function importRatings(
  context: ImportContext,
  request: RatingsImport,
): Promise<RatingsImportSummary> {
  const problem = nameProblem(request.study, 'the study’s name', longestStudyName);
  if (problem) throw new WorkbenchError('bad-input', `Choose another name: ${problem}`);
  const dataset = `${request.study} (ratings)`;
  const start = { kind: 'ratings', target: request.study, ...request } as const;
  return runImport(context, start, async (running) => {
    const study = studyToAddTo(running.db, { name: request.study, dataset });
    const checked = await checkRatings(running, { request, study });
    const { plan, systems, alreadyThere } = checked;
    const target = openImportTarget(running.db, {
      importId: running.importId,
      dataset: {
        name: dataset,
        description: `Contexts and responses of the imported study ${request.study}.`,
      },
      systems,
      now: running.now(),
    });
    const definition = emptyDefinition({ name: request.study, dataset, seed: plan.seed ?? 1 });
    const studyId = study?.id ?? makeStudy(running, target, definition);
    const writer = new RatingRowWriter(running.db, { target, studyId, now: running.now() });
    await writeRatings(running, { request, total: plan.rows, writer });
    const counts = { ...writer.added, alreadyThere };
    const summary = {
      study: request.study,
      dataset,
      items: plan.items,
      raters: plan.raters.size,
      ratings: plan.ratings,
      systems,
      criteria: [...plan.criteria],
      added: writer.added,
      already_there: alreadyThere,
      notes: plan.repeated > 0 ? [`${plan.repeated} rows repeat an earlier row; they came in once.`] : [],
    };
    return { counts, summary, finish: () => settleImportedStudy(running.db, studyId, definition) };
  });
}

function studyToAddTo(
  db: Db,
  { name, dataset }: { name: string; dataset: string },
): StudyForImport | undefined {
  const study = findStudyForImport(db, name);
  if (study?.kind === 'live')
    throw new WorkbenchError(
      'conflict',
      `The study ${name} is rated here; imported ratings may not be mixed into it. Choose another name for the study.`,
    );
  if (!study && findDatasetId(db, dataset))
    throw new WorkbenchError(
      'conflict',
      `There is already a dataset named ${dataset}, which this import would make. Choose another name for the study.`,
    );
  return study;
}

function emptyDefinition(of: { name: string; dataset: string; seed: number }): StudyDefinition {
  return {
    ...of,
    systems: [],
    sample: { items: 0, stratify: 'none' },
    criteria: [],
    ratingsPerItem: 1,
    publicTitle: 'Rating responses',
    instructions: '',
    consent: '',
    leaseMinutes: 30,
    show: { emotion: false, situation: false },
    display: 'as-written',
  };
}

function makeStudy(running: RunningImport, target: ImportTarget, definition: StudyDefinition): string {
  return insertImportedStudy(running.db, {
    importId: running.importId,
    datasetId: target.datasetId,
    definition,
    now: running.now(),
  });
}

async function writeRatings(
  running: RunningImport,
  { request, total, writer }: { request: RatingsImport; total: number; writer: RatingRowWriter },
): Promise<void> {
  const problems = new RowProblems(request.fileName ?? request.path);
  const rows = parseRatingCsv(openLines(request), problems);
  await writeChunks(running, { rows, total, message: 'Writing ratings' }, (row) => writer.write(row));
  problems.finish();
}

interface CheckedRatings {
  readonly plan: RatingPlan;
  readonly systems: readonly string[];
  readonly alreadyThere: number;
}

/** Reads the whole file once and writes nothing. */
async function checkRatings(
  running: RunningImport,
  { request, study }: { request: RatingsImport; study: StudyForImport | undefined },
): Promise<CheckedRatings> {
  const problems = new RowProblems(request.fileName ?? request.path);
  const plan = new RatingPlan();
  const systems = new SystemNames(running.db, { datasetId: study?.datasetId, allowsAnyKind: true });
  let alreadyThere = 0;
  for await (const row of parseRatingCsv(openLines(request), problems)) {
    if (plan.rows % rowsBetweenPauses === 0)
      await running.pause({ done: plan.rows, total: null, message: 'Checking ratings' });
    const runId = systems.runOf(row.system, row.line, problems);
    const planned = plan.add(row);
    if (planned === 'repeated') continue;
    if ('problem' in planned) {
      problems.add(row.line, planned.problem);
      continue;
    }
    const stored = study && runId ? compareWithStored(running.db, { row, planned, study, runId }) : undefined;
    if (stored === 'same') alreadyThere++;
    else if (stored) problems.add(row.line, stored);
  }
  problems.finish();
  if (plan.rows === 0) throw new WorkbenchError('bad-input', 'The file holds no ratings, only a header.');
  return { plan, systems: systems.names, alreadyThere };
}

interface StoredComparison {
  readonly row: RatingRow;
  readonly planned: PlannedItem;
  readonly study: StudyForImport;
  readonly runId: string;
}

/** `same`, a phrase that says what contradicts the row, or undefined where the study lacks the rating. */
function compareWithStored(db: Db, { row, planned, study, runId }: StoredComparison): string | undefined {
  const dialogue = findDialogue(db, { datasetId: study.datasetId, convId: planned.item });
  const contextId =
    dialogue &&
    findContextId(db, {
      dialogueId: dialogue.id,
      turnIndex: planned.turns.length,
      historyHash: planned.historyHash,
      occurrence: 0,
    });
  const response = contextId === undefined ? undefined : findResponse(db, { contextId, runId });
  if (contextId === undefined || !response) return undefined;
  if (response.text !== row.response)
    return `the study already holds another response of system ${row.system} to item ${row.item}. Import these ratings as another --study.`;
  const itemId = findStudyItem(db, { studyId: study.id, contextId });
  const userId = findRater(db, { studyId: study.id, pseudonym: row.rater });
  const criterionId = findCriterion(db, { studyId: study.id, name: row.criterion });
  if (itemId === undefined || !userId || !criterionId) return undefined;
  const assignmentId = findAssignment(db, { itemId, userId });
  const value = assignmentId && findRatingValue(db, { assignmentId, responseId: response.id, criterionId });
  if (value === undefined || value === row.value) return value === undefined ? undefined : 'same';
  return `rater ${row.rater} has already given item ${row.item}, system ${row.system}, another value of ${row.criterion} in this study. Import these ratings as another --study.`;
}
