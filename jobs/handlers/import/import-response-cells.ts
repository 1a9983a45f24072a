import { textHash } from '#db/history-hash.ts';
import { findContextAtTurn, findResponseText } from '#db/queries/import-lookups.ts';
import { insertResponse } from '#db/queries/import-rows.ts';
import { findDatasetId, openImportTarget } from '#db/queries/import-target.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { ResponsesImport, ResponsesImportSummary } from './import-responses.ts';
import { openLines } from './open-lines.ts';
import { parseResponseCsv, type ResponseCell } from './parse-response-csv.ts';
import { SystemNames } from './resolve-systems.ts';
import { RowProblems } from './row-problems.ts';
import { type ImportOutcome, type RunningImport, rowsBetweenPauses } from './run-import.ts';
import { writeChunks } from './write-chunks.ts';

/**
 * Answers as CSV, for contexts that the dataset holds. Where it holds several contexts of a dialogue at a turn, the
 * answer goes to the first of them: the one of occurrence 0 that came in first.
 */
export async function importResponseCells(
  running: RunningImport,
  request: ResponsesImport,
): Promise<ImportOutcome<ResponsesImportSummary>> {
  const checked = await checkCells(running, request);
  const target = openImportTarget(running.db, {
    importId: running.importId,
    dataset: { name: request.dataset },
    systems: checked.systems,
    now: running.now(),
  });
  const problems = new RowProblems(request.fileName ?? request.path);
  const rows = parseResponseCsv(openLines(request), problems);
  let responses = 0;
  await writeChunks(running, { rows, total: checked.rows, message: 'Writing answers' }, (cell) => {
    const contextId = findContextAtTurn(running.db, { datasetId: target.datasetId, ...cell });
    const runId = target.runIds.get(cell.system);
    if (contextId === undefined || runId === undefined)
      throw new Error('an unknown context or system: the file changed while it was read');
    if (insertResponse(running.db, target, { runId, contextId, text: cell.response })) responses++;
  });
  problems.finish();
  const added = { dialogues: 0, contexts: 0, responses };
  return {
    counts: { ...added, alreadyThere: checked.alreadyThere },
    summary: {
      dataset: request.dataset,
      dialogues: checked.dialogues,
      contexts: checked.contexts,
      responses: checked.responses,
      systems: checked.systems,
      added,
      already_there: checked.alreadyThere,
      notes: notes(checked),
    },
  };
}

interface CheckedCells {
  readonly systems: readonly string[];
  readonly rows: number;
  readonly dialogues: number;
  readonly contexts: number;
  readonly responses: number;
  readonly repeated: number;
  readonly alreadyThere: number;
  readonly emptyAnswers: number;
}

/** Reads the whole file once and writes nothing. */
async function checkCells(running: RunningImport, request: ResponsesImport): Promise<CheckedCells> {
  const problems = new RowProblems(request.fileName ?? request.path);
  const checker = new CellChecker(running, request.dataset, problems);
  for await (const cell of parseResponseCsv(openLines(request), problems)) {
    checker.check(cell);
    if (checker.rows % rowsBetweenPauses === 0)
      await running.pause({ done: checker.rows, total: null, message: 'Checking answers' });
  }
  problems.finish();
  if (checker.rows === 0) throw new WorkbenchError('bad-input', 'The file holds no answers, only a header.');
  return checker.result();
}

class CellChecker {
  rows = 0;
  private readonly datasetId: string;
  private readonly systems: SystemNames;
  private readonly seen = new Map<string, { readonly hash: string; readonly line: number }>();
  private readonly dialogues = new Set<string>();
  private readonly contexts = new Set<number>();
  private readonly counts = { repeated: 0, alreadyThere: 0, emptyAnswers: 0 };

  constructor(
    private readonly running: RunningImport,
    private readonly dataset: string,
    private readonly problems: RowProblems,
  ) {
    this.datasetId = findDatasetId(running.db, dataset) ?? '';
    this.systems = new SystemNames(running.db, { datasetId: this.datasetId });
  }

  check(cell: ResponseCell): void {
    this.rows++;
    const runId = this.systems.runOf(cell.system, cell.line, this.problems);
    const contextId = findContextAtTurn(this.running.db, { datasetId: this.datasetId, ...cell });
    if (contextId === undefined) {
      this.problems.add(
        cell.line,
        `the dataset ${this.dataset} has no context with conv_id ${cell.convId} and turn_index ${cell.turnIndex}. turn_index counts the turns before the answer.`,
      );
      return;
    }
    if (this.isRepeated(cell, contextId)) return;
    this.dialogues.add(cell.convId);
    this.contexts.add(contextId);
    if (cell.response.trim() === '') this.counts.emptyAnswers++;
    const stored = runId && findResponseText(this.running.db, { contextId, runId });
    if (stored === cell.response) this.counts.alreadyThere++;
    else if (stored !== undefined)
      this.problems.add(
        cell.line,
        `system ${cell.system} has already given another answer to this context in the dataset ${this.dataset}. Import these answers under another system name.`,
      );
  }

  result(): CheckedCells {
    return {
      systems: this.systems.names,
      rows: this.rows,
      dialogues: this.dialogues.size,
      contexts: this.contexts.size,
      responses: this.seen.size,
      ...this.counts,
    };
  }

  private isRepeated(cell: ResponseCell, contextId: number): boolean {
    const key = `${contextId}\n${cell.system}`;
    const hash = textHash(cell.response);
    const earlier = this.seen.get(key);
    if (!earlier) {
      this.seen.set(key, { hash, line: cell.line });
      return false;
    }
    this.counts.repeated++;
    if (earlier.hash !== hash)
      this.problems.add(
        cell.line,
        `system ${cell.system} gives another answer to this context at line ${earlier.line}; keep one of the two.`,
      );
    return true;
  }
}

function notes(checked: CheckedCells): string[] {
  const all: readonly (readonly [number, string])[] = [
    [checked.repeated, 'rows repeat an earlier row; they came in once.'],
    [checked.emptyAnswers, 'answers are empty; they were kept.'],
  ];
  return all.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
}
