import type { Db } from '#db/client.ts';
import { historyHash, textHash } from '#db/history-hash.ts';
import { findDialogue, listTurns } from '#db/queries/import-lookups.ts';
import { insertContext, insertDialogue, insertTurns } from '#db/queries/import-rows.ts';
import { findDatasetId, type ImportTarget, openImportTarget } from '#db/queries/import-target.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { nameProblem } from './check-text.ts';
import type { ImportedDialogue } from './imported-dialogue.ts';
import { openLines } from './open-lines.ts';
import { parseDialogueLines } from './parse-dialogue-lines.ts';
import { parseEmpatheticDialogues } from './parse-empathetic-dialogues.ts';
import { RowProblems } from './row-problems.ts';
import { type ImportContext, type RunningImport, rowsBetweenPauses, runImport } from './run-import.ts';
import { writeChunks } from './write-chunks.ts';

export const datasetFormats = ['empathetic-dialogues', 'jsonl'] as const;

export interface DatasetImport {
  readonly path: string;
  readonly fileName?: string;
  /** The dataset's name; it is made where there is none. */
  readonly dataset: string;
  readonly format: (typeof datasetFormats)[number];
  readonly split?: string;
  /** For a dataset that this import makes. */
  readonly description?: string;
  readonly licence?: string;
}

export interface DatasetImportSummary {
  readonly dataset: string;
  /** In the file, each counted once. */
  readonly dialogues: number;
  /** Listener's turns after the first turn, in the file. */
  readonly contexts: number;
  readonly responses: 0;
  readonly systems: readonly [];
  readonly added: { readonly dialogues: number; readonly contexts: number; readonly responses: 0 };
  /** Dialogues of the file that the dataset held before. */
  readonly already_there: number;
  readonly notes: readonly string[];
}

/**
 * Brings dialogues in, with a context for every listener's turn after the first turn. What the dataset holds already
 * is passed over, so the same file twice adds nothing.
 * @throws WorkbenchError naming the line of a bad row, or of a dialogue that the dataset holds with other content
 */
export async function importDataset(
  context: ImportContext,
  request: DatasetImport,
): Promise<DatasetImportSummary> {
  refuseBadNames(request);
  const start = { kind: 'dataset', target: request.dataset, ...request } as const;
  return runImport(context, start, async (running) => {
    const checked = await checkDialogues(running, request);
    const target = openImportTarget(running.db, {
      importId: running.importId,
      dataset: { name: request.dataset, ...pick(request) },
      systems: [],
      now: running.now(),
    });
    const added = await writeDialogues(running, request, { target, checked });
    const summary: DatasetImportSummary = {
      dataset: request.dataset,
      dialogues: checked.hashes.size,
      contexts: checked.contexts,
      responses: 0,
      systems: [],
      added: { ...added, responses: 0 },
      already_there: checked.alreadyThere.size,
      notes: notes(checked),
    };
    return { counts: { ...added, alreadyThere: checked.alreadyThere.size }, summary };
  });
}

function pick({ description, licence }: DatasetImport) {
  return { ...(description !== undefined && { description }), ...(licence !== undefined && { licence }) };
}

function refuseBadNames({ dataset, split }: DatasetImport): void {
  const problem =
    nameProblem(dataset, 'the dataset’s name') ??
    (split === undefined ? undefined : nameProblem(split, 'the split’s name'));
  if (problem) throw new WorkbenchError('bad-input', `Choose another name: ${problem}`);
}

function parse(request: DatasetImport, problems: RowProblems): AsyncGenerator<ImportedDialogue> {
  const blocks = openLines(request);
  return request.format === 'jsonl'
    ? parseDialogueLines(blocks, problems)
    : parseEmpatheticDialogues(blocks, problems);
}

interface CheckedDialogues {
  /** By conv_id, of every dialogue in the file. */
  readonly hashes: ReadonlyMap<string, { readonly hash: string; readonly line: number }>;
  readonly alreadyThere: ReadonlySet<string>;
  readonly contexts: number;
  readonly emptyTurns: number;
  readonly repeated: number;
}

/** Reads the whole file once and writes nothing. */
async function checkDialogues(running: RunningImport, request: DatasetImport): Promise<CheckedDialogues> {
  const problems = new RowProblems(request.fileName ?? request.path);
  const datasetId = findDatasetId(running.db, request.dataset);
  const hashes = new Map<string, { hash: string; line: number }>();
  const alreadyThere = new Set<string>();
  let [contexts, emptyTurns, repeated, read] = [0, 0, 0, 0];
  for await (const dialogue of parse(request, problems)) {
    if (++read % rowsBetweenPauses === 0)
      await running.pause({ done: read, total: null, message: 'Checking dialogues' });
    const hash = contentHash(dialogue);
    const earlier = hashes.get(dialogue.convId);
    if (earlier) {
      repeated++;
      if (earlier.hash !== hash)
        problems.add(
          dialogue.line,
          `conv_id ${dialogue.convId} stands at line ${earlier.line} with other content; give every dialogue a conv_id of its own.`,
        );
      continue;
    }
    hashes.set(dialogue.convId, { hash, line: dialogue.line });
    contexts += answerTurns(dialogue).length;
    emptyTurns += dialogue.turns.filter((turn) => turn.text === '').length;
    if (!datasetId) continue;
    const stored = compareWithStored(running.db, datasetId, { dialogue, hash, split: request.split });
    if (stored === 'same') alreadyThere.add(dialogue.convId);
    else if (stored) problems.add(dialogue.line, `${stored} Use another --name for it.`);
  }
  problems.finish();
  if (hashes.size === 0)
    throw new WorkbenchError('bad-input', 'The file holds no dialogues, only a header or empty lines.');
  return { hashes, alreadyThere, contexts, emptyTurns, repeated };
}

/** `same`, a phrase that says how the stored dialogue differs, or undefined where none is stored. */
function compareWithStored(
  db: Db,
  datasetId: string,
  { dialogue, hash, split }: { dialogue: ImportedDialogue; hash: string; split: string | undefined },
): string | undefined {
  const stored = findDialogue(db, { datasetId, convId: dialogue.convId });
  if (!stored) return undefined;
  const { emotion, situation } = stored;
  if (contentHash({ emotion, situation, turns: listTurns(db, stored.id) }) !== hash)
    return `conv_id ${dialogue.convId} is already in the dataset with other content.`;
  if (split !== undefined && split !== stored.split)
    return `conv_id ${dialogue.convId} is already in the dataset, ${stored.split ? `in the split ${stored.split}` : 'without a split'}.`;
  return 'same';
}

async function writeDialogues(
  running: RunningImport,
  request: DatasetImport,
  { target, checked }: { target: ImportTarget; checked: CheckedDialogues },
): Promise<{ dialogues: number; contexts: number }> {
  const problems = new RowProblems(request.fileName ?? request.path);
  const written = new Set(checked.alreadyThere);
  const added = { dialogues: 0, contexts: 0 };
  const total = checked.hashes.size;
  const rows = parse(request, problems);
  // A dialogue is about ten rows.
  await writeChunks(running, { rows, total, message: 'Writing dialogues', size: 100 }, (dialogue) => {
    if (written.has(dialogue.convId)) return;
    written.add(dialogue.convId);
    added.dialogues++;
    added.contexts += writeDialogue(running.db, target, { dialogue, split: request.split ?? null });
  });
  problems.finish();
  return added;
}

/** Returns the number of its contexts. */
function writeDialogue(
  db: Db,
  target: ImportTarget,
  { dialogue, split }: { dialogue: ImportedDialogue; split: string | null },
): number {
  const { convId, emotion, situation, turns } = dialogue;
  const dialogueId = insertDialogue(db, target, {
    convId,
    split,
    emotion,
    situation,
    turnCount: turns.length,
  });
  insertTurns(db, dialogueId, turns);
  const answers = answerTurns(dialogue);
  for (const index of answers) {
    const history = turns.slice(0, index);
    insertContext(db, target, {
      dialogueId,
      historyHash: historyHash(history.map((turn) => turn.text)),
      occurrence: 0,
      history,
      reference: turns[index]?.text ?? null,
    });
  }
  return answers.length;
}

/** Indices of the turns that answer: the listener's, but for one that opens the dialogue. */
function answerTurns(dialogue: ImportedDialogue): number[] {
  return [...dialogue.turns.keys()].filter(
    (index) => index >= 1 && dialogue.turns[index]?.speaker === 'listener',
  );
}

function contentHash(dialogue: Pick<ImportedDialogue, 'emotion' | 'situation' | 'turns'>): string {
  const turns = dialogue.turns.map((turn) => [turn.speaker, turn.text]);
  return textHash(JSON.stringify([dialogue.emotion, dialogue.situation, turns]));
}

function notes({ emptyTurns, repeated }: CheckedDialogues): string[] {
  return [
    ...(repeated > 0 ? [`${repeated} dialogues stand in the file more than once; each came in once.`] : []),
    ...(emptyTurns > 0 ? [`${emptyTurns} turns are empty; they were kept.`] : []),
  ];
}
