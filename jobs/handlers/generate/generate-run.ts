import type { Db } from '#db/client.ts';
import { findDataset } from '#db/queries/dataset-lookup.ts';
import { contextsOfRun, listReplies, listSplits, openGenerationRun } from '#db/queries/generation-runs.ts';
import { findGenerator } from '#db/queries/generator-systems.ts';
import type { JobProgress } from '#db/schema/jobs.ts';
import { registerShippedSystems } from '#jobs/register-shipped-systems.ts';
import { WorkbenchError } from '#lib/errors.ts';
import {
  type DecodingOptions,
  type ModelClient,
  parseSystemDefinition,
  withSettings,
} from '#models/client.ts';
import { answerContexts } from './answer-contexts.ts';
import { runSettings } from './run-settings.ts';

export interface GenerateContext {
  readonly db: Db;
  /** The current time, ISO 8601. */
  readonly now: () => string;
  readonly client: ModelClient;
  /** Aborting it keeps the answers there are; the same request goes on from there. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: JobProgress) => void;
}

export interface GenerateRequest {
  readonly system: string;
  readonly dataset: string;
  /** Null for all contexts. */
  readonly split: string | null;
  /** The first so many contexts; null for all of them. */
  readonly limit: number | null;
  readonly seed: number;
  /** Decoding options in place of the system's own. */
  readonly settings?: DecodingOptions | undefined;
  /** Whether answers are stored with their levels of empathy; true if left out. */
  readonly levels?: boolean | undefined;
}

export interface GenerateSummary {
  readonly system: string;
  readonly dataset: string;
  readonly split: string | null;
  readonly seed: number;
  readonly run: string;
  readonly label: string;
  readonly contexts: number;
  readonly generated: number;
  readonly already_there: number;
  /** Contexts that the system could not take, and why the first of them. */
  readonly refused: number;
  readonly first_refusal: string | null;
  readonly seconds: number;
  readonly per_second: number;
}

/**
 * Has a system answer the contexts of a dataset. Answers are written as they come, each once; what a run with the same
 * settings has answered already is left as it is. A reply depends on seed and context alone, so an interrupted run that
 * is gone on with ends like one that was not.
 * @throws WorkbenchError `not-found`, `bad-input`; `interrupted` where aborted; `unavailable` where the models fail
 */
export async function generateRun(
  context: GenerateContext,
  request: GenerateRequest,
): Promise<GenerateSummary> {
  const { db, now } = context;
  const { split, limit, seed } = request;
  registerShippedSystems(db, now());
  const found = findGenerator(db, request.system);
  const registered = parseSystemDefinition(found.definition, `The system ${found.name}`);
  const system = withSettings(registered, request.settings);
  const { id: datasetId } = findDataset(db, request.dataset);
  refuseUnknownSplit(db, { datasetId, split });
  const others = system.generator === 'random' ? listReplies(db, { datasetId, split }) : null;
  const identifiers = (request.levels ?? true) ? context.client.identifiers : null;
  const replies = others?.length ?? null;
  const settings = await runSettings(system, { split, seed, replies, identifiers });
  const label = `${split ?? 'all'}, seed ${seed}`;
  const run = openGenerationRun(db, { systemId: found.id, datasetId, label, settings, now: now() });
  const { total, open } = contextsOfRun(db, { datasetId, split, limit, runId: run.id });
  const levels = identifiers !== null;
  const outcome = await answerContexts(context, { system, seed, levels, runId: run.id, open, total, others });
  return {
    system: found.name,
    dataset: request.dataset,
    split,
    seed,
    run: run.id,
    label: run.label,
    contexts: total,
    already_there: total - open.length,
    ...outcome,
  };
}

function refuseUnknownSplit(
  db: Db,
  { datasetId, split }: { readonly datasetId: string; readonly split: string | null },
): void {
  if (split === null) return;
  const splits = listSplits(db, datasetId);
  if (splits.includes(split)) return;
  const known = splits.length === 0 ? 'it has none; leave --split out' : `there are: ${splits.join(', ')}`;
  throw new WorkbenchError('not-found', `The dataset has no split ${split}; ${known}.`);
}
