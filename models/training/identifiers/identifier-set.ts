import { join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import {
  buildIdentifierStates,
  type IdentifierSizes,
  identifierHeadTensors,
  identifierInputs,
} from '../../architectures/empathy-identifier.ts';
import { parametersOf } from '../../architectures/forward-graph.ts';
import type { Dropout, Parameters } from '../../architectures/layers.ts';
import { Graph, type Tensor } from '../../graph/graph.ts';
import { softmax } from '../../graph/ops/normalisation.ts';
import { parseModelConfig, type T5Config } from '../../weights/configs.ts';
import { expectedTensors } from '../../weights/expected-tensors.ts';
import { readJsonObject } from '../../weights/read-checkpoint.ts';
import type { IdentifierLengths } from './encode-exchange.ts';
import { forMechanisms, levelCount, type Mechanism, mechanisms } from './mechanisms.ts';

/** Three identifiers of one size that share their table of word embeddings, and nothing else. */
export interface IdentifierSet {
  /** of all six encoders */
  readonly encoder: T5Config;
  readonly sizes: IdentifierSizes;
  /** longest texts in tokens */
  readonly lengths: IdentifierLengths;
}

/** What `config.json` of a set calls its model. */
export const setType = 'empathy-identifiers';
const length = z.int().min(1);
const setFile = z.object({
  model_type: z.literal(setType),
  encoder: z.record(z.string(), z.unknown()),
  hidden: z.int().min(1),
  lengths: z.object({ context: length, response: length }),
});

/** What `config.json` of a set holds. */
export function setConfig({ encoder, sizes, lengths }: IdentifierSet) {
  return { model_type: setType, encoder, hidden: sizes.hidden, lengths };
}

/**
 * A set as the `config.json` of its folder describes it.
 * @throws WorkbenchError `bad-input` that names the file
 */
export function readIdentifierSet(dir: string): IdentifierSet {
  const file = join(dir, 'config.json');
  const found = setFile.safeParse(readJsonObject(file));
  const encoder = found.success ? parseModelConfig(found.data.encoder, file) : undefined;
  if (!found.success || encoder?.model_type !== 't5')
    throw new WorkbenchError('bad-input', `${file} is not that of a set of empathy identifiers.`);
  const { hidden, lengths } = found.data;
  return { encoder, sizes: { hidden, levels: levelCount }, lengths };
}

const table = 'shared.weight';
const sides = ['context_encoder', 'response_encoder'] as const;

/** The tensors of a set's `model.safetensors`: those of the published code behind the mechanism, the table once. */
export function setTensors({ encoder, sizes }: IdentifierSet): ReadonlyMap<string, readonly number[]> {
  const one = [...expectedTensors(encoder, 'T5EncoderModel')].filter(([name]) => name !== table);
  const entries = mechanisms.flatMap((mechanism) => [
    ...sides.flatMap((side) => one.map(([name, shape]) => [`${mechanism}.${side}.${name}`, shape] as const)),
    ...[...identifierHeadTensors(encoder, sizes)].map(
      ([name, shape]) => [`${mechanism}.${name}`, shape] as const,
    ),
  ]);
  return new Map([[table, [encoder.vocab_size, encoder.d_model]] as const, ...entries]);
}

/** The parameters of one mechanism, all tables of embeddings being the one of the set. */
export function mechanismParameters(parameters: Parameters, mechanism: Mechanism): Parameters {
  return (name, shape) =>
    name.endsWith(`_encoder.${table}`) ? parameters(table, shape) : parameters(`${mechanism}.${name}`, shape);
}

export interface SetGraph {
  readonly graph: Graph;
  readonly parameters: Parameters;
  /** [batch, 3] */
  readonly logits: Readonly<Record<Mechanism, Tensor>>;
  /** [batch, 3], by mechanism */
  readonly probabilities: Readonly<Record<Mechanism, Tensor>>;
  /** [batch, response, width] */
  readonly states: Readonly<Record<Mechanism, Tensor>>;
}

/** The three identifiers of a set on the same texts, fed by `identifierFeeds`. */
export function identifierSetGraph(
  { encoder, sizes }: IdentifierSet,
  dropout?: (graph: Graph) => Dropout,
): SetGraph {
  const graph = new Graph();
  const parameters = parametersOf(graph);
  const inputs = { ...identifierInputs(graph), sizes, ...(dropout ? { dropout: dropout(graph) } : {}) };
  const built = forMechanisms((mechanism) =>
    buildIdentifierStates(encoder, mechanismParameters(parameters, mechanism), inputs),
  );
  return {
    graph,
    parameters,
    logits: forMechanisms((mechanism) => built[mechanism].logits),
    probabilities: forMechanisms((mechanism) => softmax(built[mechanism].logits)),
    states: forMechanisms((mechanism) => built[mechanism].states),
  };
}
