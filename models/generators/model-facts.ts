import { existsSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import type { ModelConfig } from '../weights/configs.ts';
import { expectedTensors } from '../weights/expected-tensors.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { checkpointFiles, checkpointFolder, checkpointHash, verifiedFolder } from './checkpoint-folder.ts';
import { isModelDefinition, type SystemDefinition } from './system-definition.ts';

/** How large a model is. */
export interface ModelSizes {
  readonly architecture: string;
  readonly parameters: number;
  readonly layers: number;
  readonly width: number;
  readonly vocabulary: number;
  /** Of the checkpoint's files. */
  readonly bytes: number;
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
    ...sizesOfFolder(dir),
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
  return isModelDefinition(system) ? sizesOfFolder(checkpointFolder(system.checkpoint)) : null;
}

function sizesOfFolder(dir: string): ModelSizes {
  const { config } = loadModelCheckpoint(dir);
  const shapes = [...expectedTensors(config).values()];
  return {
    architecture: config.model_type,
    parameters: shapes.reduce((sum, shape) => sum + shape.reduce((size, side) => size * side, 1), 0),
    ...sizesOf(config),
    vocabulary: config.vocab_size,
    bytes: checkpointFiles(dir).reduce((sum, name) => sum + statSync(join(dir, name)).size, 0),
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
