import { findContextId, findDialogue, findResponseText, listTurns } from '#db/queries/import-lookups.ts';
import { findDatasetId, openImportTarget } from '#db/queries/import-target.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { ResponsesImport, ResponsesImportSummary } from './import-responses.ts';
import { openLines } from './open-lines.ts';
import { parseResponseLines, type ResponseRow } from './parse-response-lines.ts';
import { OccurrencePlan, type PlannedContext } from './plan-occurrences.ts';
import { SystemNames } from './resolve-systems.ts';
import { RowProblems } from './row-problems.ts';
import { type ImportOutcome, type RunningImport, rowsBetweenPauses } from './run-import.ts';
import { writeChunks } from './write-chunks.ts';
import { ResponseRowWriter } from './write-response-rows.ts';

/** Answers as JSON Lines, which carry their contexts: what the dataset lacks of dialogues and contexts is made. */
export async function importResponseRows(
  running: RunningImport,
  request: ResponsesImport,
): Promise<ImportOutcome<ResponsesImportSummary>> {
  const checked = await checkRows(running, request);
  const { plan, systems } = checked;
  const target = openImportTarget(running.db, {
    importId: running.importId,
    dataset: { name: request.dataset },
    systems,
    now: running.now(),
  });
  const problems = new RowProblems(request.fileName ?? request.path);
  const writer = new ResponseRowWriter(running.db, { target, dialogues: plan.dialogues });
  let at = 0;
  const rows = parseResponseLines(openLines(request), problems);
  const total = plan.rows.length;
  await writeChunks(running, { rows, total, message: 'Writing answers', size: 250 }, (row) => {
    const planned = plan.rows[at++];
    if (planned) writer.write(row, planned);
  });
  problems.finish();
  const { added } = writer;
  return {
    counts: { ...added, alreadyThere: checked.alreadyThere },
    summary: {
      dataset: request.dataset,
      dialogues: plan.dialogues.size,
      contexts: plan.contexts,
      responses: plan.answers,
      systems,
      added,
      already_there: checked.alreadyThere,
      notes: notes(checked),
    },
  };
}

interface CheckedRows {
  readonly plan: OccurrencePlan;
  readonly systems: readonly string[];
  readonly alreadyThere: number;
  readonly emptyAnswers: number;
  readonly unnamed: number;
  readonly repeatedTurns: number;
  readonly otherTurns: number;
  readonly otherEmotions: number;
}

/** Reads the whole file once and writes nothing. */
async function checkRows(running: RunningImport, request: ResponsesImport): Promise<CheckedRows> {
  const problems = new RowProblems(request.fileName ?? request.path);
  const checker = new RowChecker(running, request.dataset, problems);
  let read = 0;
  for await (const row of parseResponseLines(openLines(request), problems)) {
    if (++read % rowsBetweenPauses === 0)
      await running.pause({ done: read, total: null, message: 'Checking answers' });
    checker.check(row);
  }
  problems.finish();
  if (read === 0) throw new WorkbenchError('bad-input', 'The file holds no answers, only empty lines.');
  return checker.result();
}

class RowChecker {
  private readonly plan = new OccurrencePlan();
  private readonly datasetId: string | undefined;
  private readonly systems: SystemNames;
  private readonly counts = {
    alreadyThere: 0,
    emptyAnswers: 0,
    unnamed: 0,
    repeatedTurns: 0,
    otherTurns: 0,
    otherEmotions: 0,
  };

  constructor(
    private readonly running: RunningImport,
    private readonly dataset: string,
    private readonly problems: RowProblems,
  ) {
    this.datasetId = findDatasetId(running.db, dataset);
    this.systems = new SystemNames(running.db, { datasetId: this.datasetId });
  }

  check(row: ResponseRow): void {
    const runs = new Map(
      row.responses.map(([system]) => [system, this.systems.runOf(system, row.line, this.problems)]),
    );
    if (row.convId === null) this.counts.unnamed++;
    this.counts.emptyAnswers += row.responses.filter(([, text]) => text.trim() === '').length;
    const planned = this.plan.add(row);
    if (!planned) return;
    const { context, systems } = planned;
    if (context.occurrence > 0) this.counts.repeatedTurns++;
    if (this.datasetId === undefined) return;
    this.compareWithStored(row, context, this.datasetId);
    const { contextId } = context;
    if (contextId === undefined) return;
    for (const [system, text] of row.responses) {
      const runId = runs.get(system);
      if (runId === undefined || !systems.includes(system)) continue;
      const stored = findResponseText(this.running.db, { contextId, runId });
      if (stored === text) this.counts.alreadyThere++;
      else if (stored !== undefined)
        this.problems.add(
          row.line,
          `system ${system} has already given another answer to this context in the dataset ${this.dataset}. Import these answers under another system name.`,
        );
    }
  }

  result(): CheckedRows {
    return { plan: this.plan, systems: this.systems.names, ...this.counts };
  }

  private compareWithStored(row: ResponseRow, context: PlannedContext, datasetId: string): void {
    if (context.contextId !== undefined) return;
    const { db } = this.running;
    const stored = findDialogue(db, { datasetId, convId: context.convId });
    if (!stored) return;
    context.contextId = findContextId(db, { dialogueId: stored.id, ...context });
    if (row.emotion !== null && row.emotion !== stored.emotion) this.counts.otherEmotions++;
    if (context.contextId !== undefined || context.occurrence > 0) return;
    const turns = listTurns(db, stored.id);
    if (row.context.some((text, index) => turns[index]?.text !== text)) this.counts.otherTurns++;
  }
}

function notes(checked: CheckedRows): string[] {
  const all: readonly (readonly [number, string])[] = [
    [checked.plan.repeatedRows, 'rows repeat an earlier row; they came in once.'],
    [checked.unnamed, 'rows have no conv_id; their dialogues are named after their first turn.'],
    [
      checked.repeatedTurns,
      'contexts have the same turns as an earlier one and other answers; both were kept.',
    ],
    [
      checked.otherTurns,
      'contexts differ from the turns of their dialogue in the dataset; they were kept as the file gives them.',
    ],
    [checked.otherEmotions, 'rows name another emotion than the dataset; the dataset’s stands.'],
    [checked.emptyAnswers, 'answers are empty; they were kept.'],
  ];
  return all.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
}
