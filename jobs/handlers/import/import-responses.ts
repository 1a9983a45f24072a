import { findDatasetId } from '#db/queries/import-target.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { nameProblem } from './check-text.ts';
import { importResponseCells } from './import-response-cells.ts';
import { importResponseRows } from './import-response-rows.ts';
import { type ImportContext, runImport } from './run-import.ts';

export const responseFormats = ['jsonl', 'csv'] as const;
export type ResponseFormat = (typeof responseFormats)[number];

export interface ResponsesImport {
  readonly path: string;
  readonly fileName?: string;
  /** The dataset's name. JSON Lines make it where there is none, CSV needs it. */
  readonly dataset: string;
  /** Guessed from the file's name where it is left out. */
  readonly format?: ResponseFormat;
}

export interface ResponsesImportSummary {
  readonly dataset: string;
  /** Dialogues, contexts and answers of the file, each counted once. */
  readonly dialogues: number;
  readonly contexts: number;
  readonly responses: number;
  readonly systems: readonly string[];
  readonly added: { readonly dialogues: number; readonly contexts: number; readonly responses: number };
  /** Answers of the file that the dataset held before. */
  readonly already_there: number;
  readonly notes: readonly string[];
}

/**
 * Brings answers of systems in. The same file twice adds nothing.
 * @throws WorkbenchError naming the line of a bad row, or of an answer that differs from the one a system has
 * already given to the same context
 */
export async function importResponses(
  context: ImportContext,
  request: ResponsesImport,
): Promise<ResponsesImportSummary> {
  const problem = nameProblem(request.dataset, 'the dataset’s name');
  if (problem) throw new WorkbenchError('bad-input', `Choose another name: ${problem}`);
  const format = request.format ?? guessFormat(request.fileName ?? request.path);
  const datasetId = findDatasetId(context.db, request.dataset);
  if (format === 'csv' && !datasetId)
    throw new WorkbenchError(
      'not-found',
      `There is no dataset ${request.dataset}. Import its dialogues first, or the answers as JSON Lines, which carry their contexts.`,
    );
  const start = { kind: 'responses', target: request.dataset, ...request } as const;
  return runImport(context, start, (running) =>
    format === 'csv' ? importResponseCells(running, request) : importResponseRows(running, request),
  );
}

function guessFormat(name: string): ResponseFormat {
  const bare = name.toLowerCase().replace(/\.gz$/, '');
  if (bare.endsWith('.csv')) return 'csv';
  if (/\.(jsonl|ndjson|json)$/.test(bare)) return 'jsonl';
  throw new WorkbenchError(
    'bad-input',
    'The file’s name does not tell its form. Say whether it is JSON Lines or CSV (on the command line --format jsonl or --format csv).',
  );
}
