import { WorkbenchError } from '#lib/errors.ts';
import type { ModelConfig, T5Config } from '../weights/configs.ts';
import { headOf } from '../weights/expected-tensors.ts';
import {
  causalBias,
  checkRange,
  countedPositions,
  type HostInputs,
  keyBias,
  onesLike,
  type Rows,
  rowsTensor,
} from './host-inputs.ts';
import { relativePositionBuckets } from './relative-position-buckets.ts';

/** A batch as the reference takes it; rows of equal length. Masks hold 1 where a token is real. */
export interface TokenBatch {
  readonly input_ids: Rows;
  readonly attention_mask?: Rows | undefined;
  /** BERT; all 0 where not given. */
  readonly token_type_ids?: Rows | undefined;
  /** T5: the start token, then the answer so far. */
  readonly decoder_input_ids?: Rows | undefined;
}

/** What the inputs of `forwardGraph` are fed with for a batch. Throws for ids and lengths outside the model. */
export function modelInputs(config: ModelConfig, batch: TokenBatch): HostInputs {
  checkBatch(config, batch);
  const mask = batch.attention_mask ?? onesLike(batch.input_ids);
  const input_ids = rowsTensor(batch.input_ids, 'input_ids');
  if (config.model_type === 't5') return t5Inputs(config, batch);
  if (config.model_type === 'bert') {
    const places = batch.input_ids[0]?.map((_, place) => place) ?? [];
    const types = batch.token_type_ids ?? batch.input_ids.map((row) => row.map(() => 0));
    return {
      input_ids,
      token_type_ids: rowsTensor(types, 'token_type_ids'),
      position_ids: rowsTensor([places], 'position_ids'),
      attention_bias: keyBias(mask),
    };
  }
  const position_ids = rowsTensor(countedPositions(mask), 'position_ids');
  return { input_ids, position_ids, attention_bias: causalBias(mask) };
}

function t5Inputs(config: T5Config, batch: TokenBatch): HostInputs {
  const { decoder_input_ids: answer } = batch;
  const source = batch.input_ids[0]?.length ?? 0;
  const encoder = {
    input_ids: rowsTensor(batch.input_ids, 'input_ids'),
    encoder_bias: keyBias(batch.attention_mask ?? onesLike(batch.input_ids)),
    encoder_buckets: bucketsTensor(config, { length: source, bidirectional: true }),
  };
  if (headOf(config) === 'T5EncoderModel') return encoder;
  if (!answer)
    throw new WorkbenchError(
      'bad-input',
      'A T5 model needs decoder_input_ids; [[0]] asks for the first token.',
    );
  if (answer.length !== batch.input_ids.length)
    throw new WorkbenchError('bad-input', 'decoder_input_ids must have as many rows as input_ids.');
  const time = answer[0]?.length ?? 0;
  return {
    ...encoder,
    decoder_input_ids: rowsTensor(answer, 'decoder_input_ids'),
    decoder_bias: causalBias(onesLike(answer)),
    decoder_buckets: bucketsTensor(config, { length: time, bidirectional: false }),
  };
}

function bucketsTensor(
  config: T5Config,
  { length, bidirectional }: { readonly length: number; readonly bidirectional: boolean },
) {
  const data = relativePositionBuckets(
    { queries: length, keys: length, queryOffset: 0 },
    {
      bidirectional,
      buckets: config.relative_attention_num_buckets,
      maxDistance: config.relative_attention_max_distance,
    },
  );
  return { dtype: 'int64', shape: [length, length], data } as const;
}

function checkBatch(config: ModelConfig, batch: TokenBatch): void {
  const { input_ids: ids, attention_mask: mask, decoder_input_ids: answer, token_type_ids: types } = batch;
  rowsTensor(ids, 'input_ids');
  checkRange(ids, 'input_ids', config.vocab_size);
  if (answer) checkRange(answer, 'decoder_input_ids', config.vocab_size);
  for (const [name, rows] of Object.entries({ attention_mask: mask, token_type_ids: types }))
    if (rows && (rows.length !== ids.length || rows.some((row, at) => row.length !== ids[at]?.length)))
      throw new WorkbenchError('bad-input', `${name} must have the shape of input_ids.`);
  if (config.model_type === 't5') return;
  if (config.model_type === 'bert' && types) checkRange(types, 'token_type_ids', config.type_vocab_size);
  const longest = config.model_type === 'bert' ? config.max_position_embeddings : config.n_positions;
  const length = ids[0]?.length ?? 0;
  if (length > longest)
    throw new WorkbenchError('bad-input', `input_ids has ${length} places; the model has ${longest}.`);
}
