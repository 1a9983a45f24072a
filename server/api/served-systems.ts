import { createHash } from 'node:crypto';
import { definitionOf, listLiveSystems } from '#app/server/live-systems.server.ts';
import type { Db } from '#db/client.ts';
import { listAnsweringSystems } from '#db/queries/answering-systems.ts';
import { findGenerator } from '#db/queries/generator-systems.ts';
import { isWorkbenchError } from '#lib/errors.ts';
import {
  checkpointFolder,
  checkpointStamp,
  type DecodingOptions,
  decodingOf,
  isModelDefinition,
  type SystemDefinition,
  withSettings,
} from '#models/client.ts';
import { ApiError } from './api-error.ts';
import { unusableModel } from './model-fault.ts';
import type { CompletionRequest } from './read-parameters.ts';

// The workbench's own models are served. Controls answer contexts of a dataset alone, and a remote system would spend
// somebody's money for whoever has a token.

export interface ServedModel {
  readonly id: string;
  readonly object: 'model';
  /** Seconds since 1970. */
  readonly created: number;
  readonly owned_by: string;
}

/** Those that can answer, by name. */
export function listServedModels(db: Db): ServedModel[] {
  const usable = new Set(
    listLiveSystems(db).flatMap(({ name, problem }) => (problem === null ? [name] : [])),
  );
  return listAnsweringSystems(db).flatMap(({ name, definition, createdAt }) =>
    usable.has(name) && isModelDefinition(definitionOf(name, definition))
      ? [{ id: name, object: 'model', created: secondsOf(createdAt), owned_by: 'workbench' }]
      : [],
  );
}

export function servedModel(db: Db, id: string): ServedModel {
  const found = listServedModels(db).find((model) => model.id === id);
  if (!found) throw unknownModel(id);
  return found;
}

function secondsOf(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

type ServedSystem = Extract<SystemDefinition, { readonly checkpoint: string }>;

/** The system that a request names. @throws ApiError 404 */
export function servedSystem(db: Db, id: string): ServedSystem {
  try {
    const { name, definition, trialOf } = findGenerator(db, id);
    const system = definitionOf(name, definition);
    if (isModelDefinition(system) && trialOf === null) return { ...system, name };
  } catch (error) {
    if (!isWorkbenchError(error)) throw error;
  }
  throw unknownModel(id);
}

function unknownModel(id: string): ApiError {
  return new ApiError({
    status: 404,
    message: `The model '${id}' does not exist here or is not served. GET /v1/models lists those that are.`,
    param: 'model',
    code: 'model_not_found',
  });
}

/**
 * Changes when a system's definition or a file of its checkpoint does: equal seeds then may give other texts.
 * @throws ApiError 503 where the checkpoint has gone
 */
export function fingerprint({ name, description: _, ...what }: ServedSystem): string {
  let stamp: string;
  try {
    stamp = checkpointStamp(checkpointFolder(what.checkpoint));
  } catch (error) {
    throw unusableModel(name, error);
  }
  const hash = createHash('sha256')
    .update(`${JSON.stringify(what)}\n${stamp}`)
    .digest('hex');
  return `fp_${hash.slice(0, 12)}`;
}

/**
 * The decoding options that a request asks for over the system's own; what it leaves out is the system's.
 * @throws ApiError 400 for log-probabilities of a system that has none
 */
export function decodingFor(system: ServedSystem, asked: CompletionRequest): DecodingOptions {
  const { temperature, topP, maxTokens, logprobs } = asked;
  const options = {
    ...searchFor({ temperature, topP }),
    ...(maxTokens !== undefined && { maxNewTokens: maxTokens }),
  };
  const own = decodingOf(system);
  const isSearch = Number(own.numBeams) > 1 && !('doSample' in options);
  if (logprobs && isSearch)
    throw new ApiError({
      status: 400,
      message: `${system.name} searches with beams, whose tokens have no log-probabilities: give a temperature or leave logprobs out.`,
      param: 'logprobs',
      code: 'unsupported_value',
    });
  // A shorter reply than the system's shortest is what was asked for.
  const shortest = Number(own.minNewTokens ?? 0);
  return maxTokens !== undefined && shortest > maxTokens ? { ...options, minNewTokens: maxTokens } : options;
}

/** Most tokens of a reply. @throws WorkbenchError `bad-input` where the settings do not hold together */
export function longestReply(system: ServedSystem, settings: DecodingOptions): number {
  return Number(decodingOf(withSettings(system, settings) as ServedSystem).maxNewTokens);
}

/** Temperature 0 is the likeliest token, of which any nucleus has one. */
function searchFor({ temperature, topP }: Pick<CompletionRequest, 'temperature' | 'topP'>): DecodingOptions {
  if (temperature === 0) return { doSample: false, numBeams: 1 };
  if (temperature === undefined && topP === undefined) return {};
  return {
    doSample: true,
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
  };
}
