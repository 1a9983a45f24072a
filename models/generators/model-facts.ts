import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import { loadLempex } from '../lempex/lempex-folder.ts';
import type { ModelConfig } from '../weights/configs.ts';
import { expectedTensors } from '../weights/expected-tensors.ts';
import { encoderFolders } from '../weights/load-encoder-pair.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { readSafetensors } from '../weights/read-safetensors.ts';
import { checkpointFiles, checkpointFolder, checkpointHash, verifiedFolder } from './checkpoint-folder.ts';
import { exemplarPlaces } from './lempex-form.ts';
import {
  isModelDefinition,
  type LempexDefinition,
  type ModelDefinition,
  type SystemDefinition,
} from './system-definition.ts';

/** How large a model is. */
export interface ModelSizes {
  readonly architecture: string;
  readonly parameters: number;
  readonly layers: number;
  readonly width: number;
  readonly vocabulary: number;
  /** Of the checkpoint's files. */
  readonly bytes: number;
  /** Further models that it works with, which `parameters` does not count. */
  readonly parts?: readonly { readonly name: string; readonly parameters: number }[] | undefined;
}

/** What can be said of a system's model without running it. */
export interface ModelFacts extends ModelSizes {
  /** SHA-256 over the checkpoint's files. */
  readonly hash: string;
  /** Whether it came with the program. */
  readonly isShipped: boolean;
  /** The checkpoint's README.md without its front matter, Markdown; null where there is none. */
  readonly card: string | null;
}

/** Null for a control. @throws WorkbenchError `bad-input` where the checkpoint cannot be read */
export async function modelFacts(system: SystemDefinition): Promise<ModelFacts | null> {
  if (!isModelDefinition(system)) return null;
  const dir = await verifiedFolder(system.checkpoint);
  return {
    ...sizesOfSystem(system, dir),
    hash: await checkpointHash(dir),
    isShipped: !isAbsolute(system.checkpoint),
    card: readCard(join(dir, 'README.md')),
  };
}

/**
 * The sizes alone: no weights are read, and nothing is compared with a manifest. Null for a control.
 * @throws WorkbenchError `bad-input` where there is no checkpoint, or not one of a generator
 */
export function modelSizes(system: SystemDefinition): ModelSizes | null {
  return isModelDefinition(system) ? sizesOfSystem(system, checkpointFolder(system.checkpoint)) : null;
}

function sizesOfSystem(system: ModelDefinition, dir: string): ModelSizes {
  return system.generator === 'lempex' ? sizesOfLempex(system, dir) : sizesOfFolder(dir);
}

/** T5 with speakers and fusion; the frozen encoder of exemplars and what finds them are parts of their own. */
function sizesOfLempex(system: LempexDefinition, dir: string): ModelSizes {
  const { config, tensors, exemplars } = loadLempex(dir);
  const places = exemplarPlaces(system);
  const parts = [
    ...(exemplars ? [{ name: 'encoder of exemplars', parameters: parametersOf(exemplars.t5.tensors) }] : []),
    ...(places && places.retriever !== 'bm25'
      ? [{ name: 'retriever', parameters: retrieverParameters(places.retriever) }]
      : []),
  ];
  return {
    architecture: config.generator.model_type,
    parameters: parametersOf(tensors),
    ...sizesOf(config.generator),
    vocabulary: config.generator.vocab_size,
    bytes: bytesOf(dir),
    ...(parts.length > 0 && { parts }),
  };
}

function parametersOf(tensors: ReadonlyMap<string, { readonly shape: readonly number[] }>): number {
  const sizes = [...tensors.values()].map(({ shape }) => shape.reduce((size, side) => size * side, 1));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function retrieverParameters(dir: string): number {
  const files = encoderFolders(dir).flatMap((folder) =>
    folder ? readdirSync(folder, { encoding: 'utf8' }).map((name) => join(folder, name)) : [],
  );
  const weights = files.filter((name) => name.endsWith('.safetensors'));
  return weights.reduce((sum, file) => sum + parametersOf(readSafetensors(file).tensors), 0);
}

function bytesOf(dir: string): number {
  return checkpointFiles(dir).reduce((sum, name) => sum + statSync(join(dir, name)).size, 0);
}

function sizesOfFolder(dir: string): ModelSizes {
  const { config } = loadModelCheckpoint(dir);
  const shapes = [...expectedTensors(config).values()];
  return {
    architecture: config.model_type,
    parameters: shapes.reduce((sum, shape) => sum + shape.reduce((size, side) => size * side, 1), 0),
    ...sizesOf(config),
    vocabulary: config.vocab_size,
    bytes: bytesOf(dir),
  };
}

function sizesOf(config: ModelConfig): Pick<ModelFacts, 'layers' | 'width'> {
  switch (config.model_type) {
    case 't5':
      return { layers: config.num_layers + config.num_decoder_layers, width: config.d_model };
    case 'gpt2':
    case 'openai-gpt':
      return { layers: config.n_layer, width: config.n_embd };
    default:
      throw new WorkbenchError('bad-input', `A ${config.model_type} does not generate text.`);
  }
}

function readCard(path: string): string | null {
  if (!existsSync(path)) return null;
  return readFileSync(path, 'utf8')
    .replace(/^---\n.*?\n---\n/s, '')
    .trim();
}
