import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildEmpathyIdentifier,
  identifierCheckpoint,
  identifierInputs,
} from '../../architectures/empathy-identifier.ts';
import { parametersOf } from '../../architectures/forward-graph.ts';
import { under } from '../../architectures/layers.ts';
import { Graph } from '../../graph/graph.ts';
import { softmax } from '../../graph/ops/normalisation.ts';
import { type GraphModel, openGraph } from '../../runtime/graph-model.ts';
import type { SessionOptions } from '../../runtime/session.ts';
import { loadTokenizer } from '../../tokenizers/load-tokenizer.ts';
import type { T5Config } from '../../weights/configs.ts';
import { readCheckpoint } from '../../weights/read-checkpoint.ts';
import { readSafetensors, type WeightTensor } from '../../weights/read-safetensors.ts';
import { readT5Config } from '../../weights/read-t5-config.ts';
import { encodeExchange, type IdentifierLengths } from './encode-exchange.ts';
import { identifierSetGraph, readIdentifierSet } from './identifier-set.ts';
import { forMechanisms, type MechanismProbabilities, mechanisms } from './mechanisms.ts';
import { predictLevels } from './predict-levels.ts';

export type { LevelProbabilities, Mechanism, MechanismProbabilities } from './mechanisms.ts';

export interface IdentifierOptions {
  readonly threads?: number;
  readonly device?: string;
}

export interface Identifiers {
  /** The levels' probabilities of each pair, in the order given; any number of pairs, read in batches. */
  levels(
    pairs: readonly { readonly context: string; readonly response: string }[],
  ): Promise<readonly MechanismProbabilities[]>;
  dispose(): Promise<void>;
}

/** How EmpRL's own files name the mechanisms. */
const published = { emotionalReaction: 'emo', interpretation: 'int', exploration: 'exp' } as const;
/** The lengths EmpRL reads on EmpatheticDialogues. */
const publishedLengths: IdentifierLengths = { context: 200, response: 50 };

/**
 * The identifiers of a folder: a set that the recipe `identifiers` has trained, or EmpRL's form, `t5_config.json` with
 * `emo`, `int` and `exp.safetensors` and a tokenizer.
 * @throws WorkbenchError `bad-input` that names the file at fault
 */
export async function openIdentifiers(dir: string, options: IdentifierOptions = {}): Promise<Identifiers> {
  const tokenizer = loadTokenizer(dir);
  const isPublished = existsSync(join(dir, 't5_config.json'));
  const { model, encoder, lengths } = await (isPublished ? openPublished : openSet)(dir, options);
  return {
    levels: (pairs) =>
      predictLevels(
        model,
        encoder,
        pairs.map((pair) => encodeExchange(tokenizer, pair, lengths)),
      ),
    dispose: () => model.dispose(),
  };
}

interface Opened {
  readonly model: GraphModel;
  readonly encoder: T5Config;
  readonly lengths: IdentifierLengths;
}

async function openSet(dir: string, options: SessionOptions): Promise<Opened> {
  const set = readIdentifierSet(dir);
  const { graph, probabilities } = identifierSetGraph(set);
  const { tensors } = readCheckpoint(dir);
  const model = await openGraph({ graph, values: probabilities, tensors }, options);
  return { model, encoder: set.encoder, lengths: set.lengths };
}

async function openPublished(dir: string, options: SessionOptions): Promise<Opened> {
  const encoder = readT5Config(join(dir, 't5_config.json'));
  const graph = new Graph();
  const inputs = identifierInputs(graph);
  const parameters = parametersOf(graph);
  const tensors = new Map<string, WeightTensor>();
  const checkpoints = forMechanisms((mechanism) =>
    identifierCheckpoint(readSafetensors(join(dir, `${published[mechanism]}.safetensors`)).tensors, encoder),
  );
  for (const mechanism of mechanisms)
    for (const [name, tensor] of checkpoints[mechanism].tensors) tensors.set(`${mechanism}.${name}`, tensor);
  const values = forMechanisms((mechanism) => {
    const { sizes } = checkpoints[mechanism];
    return softmax(buildEmpathyIdentifier(encoder, under(parameters, `${mechanism}.`), { ...inputs, sizes }));
  });
  const model = await openGraph({ graph, values, tensors }, options);
  return { model, encoder, lengths: publishedLengths };
}
