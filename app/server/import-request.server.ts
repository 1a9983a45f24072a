import { z } from 'zod';
import type { Db } from '#db/client.ts';
import { importDatasetJob } from '#jobs/definitions/import-dataset.ts';
import { importRatingsJob } from '#jobs/definitions/import-ratings.ts';
import { importResponsesJob } from '#jobs/definitions/import-responses.ts';
import { enqueueJob } from '#jobs/queue.ts';
import { type ParsedForm, parseForm } from './forms.server.ts';

const name = (what: string) =>
  z.string().trim().min(1, `Name the ${what}.`).max(120, 'At most 120 characters.');

const requestSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('dataset'),
    target: name('dataset'),
    format: z.enum(['empathetic-dialogues', 'jsonl'], 'Choose the form of the file.'),
    split: z
      .string()
      .trim()
      .max(80, 'At most 80 characters.')
      .transform((value) => value || undefined)
      .optional(),
  }),
  z.object({
    kind: z.literal('responses'),
    target: name('dataset'),
    format: z
      .enum(['', 'jsonl', 'csv'], 'Choose the form of the file.')
      .transform((value) => value || undefined)
      .optional(),
  }),
  z.object({ kind: z.literal('ratings'), target: name('study') }),
]);

export type ImportRequest = z.infer<typeof requestSchema>;

/** What is to be imported where; of each field that is wrong, what and how to mend it. */
export function parseImportRequest(form: FormData): ParsedForm<ImportRequest> {
  return parseForm(form, requestSchema);
}

export interface ReceivedFile {
  readonly upload: string;
  /** As the person knows it. */
  readonly fileName: string;
}

/** Queues the import of a file that has been received; returns the job's id. */
export function enqueueImport(db: Db, request: ImportRequest, file: ReceivedFile): string {
  const now = new Date().toISOString();
  switch (request.kind) {
    case 'dataset': {
      const { target: dataset, format, split } = request;
      const payload = { ...file, dataset, format, ...(split !== undefined && { split }) };
      return enqueueJob(db, importDatasetJob, { payload, now });
    }
    case 'responses': {
      const { target: dataset, format } = request;
      return enqueueJob(db, importResponsesJob, { payload: { ...file, dataset, format }, now });
    }
    case 'ratings':
      return enqueueJob(db, importRatingsJob, { payload: { ...file, study: request.target }, now });
  }
}

/** A file's name without folders and line breaks, as messages show it. */
export function shownFileName(name: string | undefined): string {
  const bare = (name ?? '').split(/[/\\]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return bare.replace(/[\u0000-\u001f\u007f]/g, '').slice(0, 200) || 'file';
}
