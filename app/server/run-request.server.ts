import { z } from 'zod';
import type { Db } from '#db/client.ts';
import { findDataset } from '#db/queries/dataset-lookup.ts';
import { type GenerationRequest, listOpenGenerations } from '#db/queries/generation-jobs.ts';
import { listSplits } from '#db/queries/generation-runs.ts';
import { findGenerator } from '#db/queries/generator-systems.ts';
import { findRun, listSystemRuns } from '#db/queries/system-runs.ts';
import { generateJob } from '#jobs/definitions/generate.ts';
import { enqueueJob } from '#jobs/queue.ts';
import { registerShippedSystems } from '#jobs/register-shipped-systems.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { decodingOf, isDecodingDefinition, parseSystemDefinition, withSettings } from '#models/client.ts';
import { type FieldErrors, parseForm } from './forms.server.ts';

function whole(least: number) {
  const words = `A whole number of at least ${least}.`;
  return z.preprocess(blankIsAbsent, z.coerce.number(words).int(words).min(least, words).optional());
}

const blankIsAbsent = (value: unknown) =>
  typeof value === 'string' && value.trim() === '' ? undefined : value;
const number = z.preprocess(blankIsAbsent, z.coerce.number('A number.').optional());

const schema = z.object({
  system: z.string('Choose a system.').min(1, 'Choose a system.').max(200),
  dataset: z.string('Choose a dataset.').min(1, 'Choose a dataset.').max(200),
  split: z.preprocess(blankIsAbsent, z.string().max(200).optional()),
  limit: whole(1),
  seed: whole(0),
  method: z.enum(['', 'sampling', 'greedy', 'beams']).default(''),
  temperature: number,
  topK: whole(0),
  topP: number,
  numBeams: whole(2),
  maxNewTokens: whole(1),
  minNewTokens: whole(0),
  repetitionPenalty: number,
  noRepeatNgramSize: whole(0),
});

type RunForm = z.infer<typeof schema>;

export type ParsedRun =
  | { readonly ok: true; readonly request: GenerationRequest }
  | { readonly ok: false; readonly errors: FieldErrors };

/** What the form of a run asks for. Whether there is such a system and dataset is seen when it is queued. */
export function parseRunForm(form: FormData): ParsedRun {
  const parsed = parseForm(form, schema);
  if (!parsed.ok) return parsed;
  const { system, dataset, split = null, limit = null, seed = 0 } = parsed.value;
  const settings = settingsOf(parsed.value);
  const request = { system, dataset, split, limit, seed };
  return { ok: true, request: Object.keys(settings).length > 0 ? { ...request, settings } : request };
}

/** Only what was filled in; a method says what it leaves out. */
function settingsOf(form: RunForm): Readonly<Record<string, unknown>> {
  const { temperature, topK, topP, numBeams } = form;
  const { maxNewTokens, minNewTokens, repetitionPenalty, noRepeatNgramSize } = form;
  const always = { maxNewTokens, minNewTokens, repetitionPenalty, noRepeatNgramSize };
  const byMethod = {
    '': { temperature, topK, topP },
    sampling: { doSample: true, temperature, topK, topP },
    greedy: { doSample: false, numBeams: 1 },
    beams: { numBeams: numBeams ?? 4 },
  };
  const all = { ...byMethod[form.method], ...always };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/**
 * Queues a run, or finds the job that is under way for the very same one. Gives the job's id.
 * @throws WorkbenchError `not-found` or `bad-input` where it could not be run
 */
export function enqueueRun(db: Db, request: GenerationRequest, now: string): string {
  registerShippedSystems(db, now);
  const { definition, name } = findGenerator(db, request.system);
  const system = withSettings(parseSystemDefinition(definition, `The system ${name}`), request.settings);
  if (isDecodingDefinition(system)) decodingOf(system);
  const { id: datasetId } = findDataset(db, request.dataset);
  const { split } = request;
  if (split !== null && !listSplits(db, datasetId).includes(split))
    throw new WorkbenchError('not-found', `The dataset ${request.dataset} has no split ${split}.`);
  const payload = generateJob.payload.parse(request);
  const same = listOpenGenerations(db, request.dataset).find(
    (job) => JSON.stringify(generateJob.payload.parse(job.request)) === JSON.stringify(payload),
  );
  return same?.id ?? enqueueJob(db, generateJob, { payload, now });
}

const storedSettings = z.object({
  key: z.string(),
  split: z.string().nullable(),
  seed: z.int().min(0),
  decoding: z.record(z.string(), z.unknown()).optional(),
  identifiersSha256: z.string().optional(),
});

/** What every run has by itself and no request may name. */
const ownOptions = ['logProbabilities', 'numReturnSequences'];

/**
 * A request that answers the contexts which a run has left. @throws WorkbenchError `not-found`, or `bad-input` for a run
 * whose answers were imported
 */
export function restOfRun(db: Db, runId: string): GenerationRequest {
  const { system, dataset, label } = findRun(db, runId);
  const stored = listSystemRuns(db, system).find(({ id }) => id === runId)?.settings;
  const parsed = storedSettings.safeParse(stored);
  if (!parsed.success)
    throw new WorkbenchError(
      'bad-input',
      `The answers of ${label} were imported: nothing can be added to them.`,
    );
  const { split, seed, decoding = {}, identifiersSha256 } = parsed.data;
  const settings = Object.fromEntries(
    Object.entries(decoding).filter(([option]) => !ownOptions.includes(option)),
  );
  const levels = identifiersSha256 === undefined ? { levels: false } : {};
  const request = { system, dataset, split, limit: null, seed, ...levels };
  return Object.keys(settings).length > 0 ? { ...request, settings } : request;
}
