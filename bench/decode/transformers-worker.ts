import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { serveWorker } from '../support/worker-channel.ts';
import type { Request } from './workloads.ts';

/** The part of transformers.js that is used: ids in, ids out. */
interface Transformers {
  readonly env: { allowRemoteModels: boolean; localModelPath: string };
  readonly Tensor: new (type: 'int64', data: BigInt64Array, shape: readonly number[]) => unknown;
  readonly AutoModelForCausalLM: {
    from_pretrained(name: string, options: Readonly<Record<string, unknown>>): Promise<Model>;
  };
}

interface Model {
  generate(options: Readonly<Record<string, unknown>>): Promise<{ tolist(): bigint[][] }>;
}

let library: Transformers | undefined;
let model: Model | undefined;

/** transformers.js as its documentation shows it, but for the threads, which are those of the other side. */
async function open(options: {
  readonly packages: string;
  readonly model: string;
  readonly threads: number;
}): Promise<void> {
  const require = createRequire(join(options.packages, 'package.json'));
  library = require('@huggingface/transformers') as Transformers;
  library.env.allowRemoteModels = false;
  library.env.localModelPath = `${dirname(options.model)}/`;
  model = await library.AutoModelForCausalLM.from_pretrained(basename(options.model), {
    dtype: 'fp32',
    device: 'cpu',
    use_external_data_format: true,
    session_options: { intraOpNumThreads: options.threads },
  });
}

/** One batch, filled on the left to its longest prompt; it goes on until its longest reply is done. */
async function generate(batch: readonly Request[]): Promise<{ ms: number; replies: number[][] }> {
  if (!library || !model) throw new Error('no model is open');
  const started = performance.now();
  const length = Math.max(...batch.map(({ prompt }) => prompt.length));
  const ids = new BigInt64Array(batch.length * length);
  const mask = new BigInt64Array(batch.length * length);
  for (const [row, { prompt }] of batch.entries()) {
    const start = (row + 1) * length - prompt.length;
    ids.set(BigInt64Array.from(prompt, BigInt), start);
    mask.fill(1n, start, start + prompt.length);
  }
  const shape = [batch.length, length];
  const output = await model.generate({
    input_ids: new library.Tensor('int64', ids, shape),
    attention_mask: new library.Tensor('int64', mask, shape),
    max_new_tokens: Math.max(...batch.map(({ reply }) => reply)),
    do_sample: false,
  });
  const rows = output.tolist();
  const ms = performance.now() - started;
  const replies = batch.map(({ reply }, row) => rows[row]?.slice(length, length + reply).map(Number) ?? []);
  return { ms, replies };
}

const handlers = { open, generate, memory: (_: null) => process.memoryUsage().rss };
export type TransformersHandlers = typeof handlers;

serveWorker(handlers);
