import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import type { Tensor } from '#models/graph/graph.ts';
import { type ExternalLocation, externalAlignment, serialise } from '#models/graph/serialise.ts';
import type { ModelCheckpoint } from '#models/weights/load-model-checkpoint.ts';
import { cachedDecoderGraph, type LogitsPlaces } from './cached-decoder-graph.ts';

const dataFile = 'model.onnx_data';

/**
 * Writes a GPT-2 checkpoint as a folder that transformers.js loads: `config.json`, `generation_config.json` and
 * `onnx/model.onnx` with its weights (float32) in `onnx/model.onnx_data`. There is no tokenizer: the bench gives ids.
 * @throws WorkbenchError `bad-input` for an architecture other than GPT-2, which transformers.js does not run so
 */
export function exportForTransformers(
  checkpoint: ModelCheckpoint,
  { dir, logits }: { readonly dir: string; readonly logits: LogitsPlaces },
): void {
  const { config, tensors } = checkpoint;
  if (config.model_type !== 'gpt2')
    throw new WorkbenchError(
      'bad-input',
      `Only gpt2 is exported for transformers.js, not ${config.model_type}.`,
    );
  mkdirSync(join(dir, 'onnx'), { recursive: true });
  const graph = cachedDecoderGraph(config, logits);
  const places = new Map<string, ExternalLocation>();
  const file = openSync(join(dir, 'onnx', dataFile), 'w');
  try {
    let offset = 0;
    for (const { name } of graph.parameters) {
      const values = tensors.get(name)?.read();
      if (!values) throw new Error(`the checkpoint has no tensor ${name}`);
      places.set(name, { location: dataFile, offset, length: values.byteLength });
      writeAll(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
      offset = Math.ceil((offset + values.byteLength) / externalAlignment) * externalAlignment;
    }
  } finally {
    closeSync(file);
  }
  const location = ({ name }: Tensor) => {
    const place = places.get(name);
    if (!place) throw new Error(`${name} was not written`);
    return place;
  };
  writeFileSync(join(dir, 'onnx', 'model.onnx'), serialise(graph, { weights: 'external', location }));
  const named = { ...config, architectures: ['GPT2LMHeadModel'] };
  writeFileSync(join(dir, 'config.json'), `${JSON.stringify(named, null, 2)}\n`);
  const ends = { bos_token_id: config.bos_token_id, eos_token_id: config.eos_token_id };
  writeFileSync(join(dir, 'generation_config.json'), `${JSON.stringify(ends, null, 2)}\n`);
}

function writeAll(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(file, bytes, done, bytes.length - done, position + done);
}
