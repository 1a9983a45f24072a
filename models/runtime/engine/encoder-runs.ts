import { keyBias } from '../../architectures/host-inputs.ts';
import { relativePositionBuckets } from '../../architectures/relative-position-buckets.ts';
import type { T5Config } from '../../weights/configs.ts';
import type { GraphModel } from '../graph-model.ts';
import type { Feed } from '../session.ts';
import type { CrossSource } from './cross-source.ts';
import type { DecoderBuckets } from './decoder-feeds.ts';
import type { NewKeyValues } from './key-value-cache.ts';
import type { EncoderState } from './request.ts';

/** T5's encoder on batches of prompts or of given states. */
export class EncoderRuns implements CrossSource {
  readonly #config: T5Config;
  readonly #encoder: GraphModel;
  readonly #openCross: () => Promise<GraphModel>;
  #cross: Promise<GraphModel> | null = null;

  /** @param sessions the encoder's, and a way to open the one for given states when the first of them comes */
  constructor(config: T5Config, sessions: { encoder: GraphModel; openCross: () => Promise<GraphModel> }) {
    this.#config = config;
    this.#encoder = sessions.encoder;
    this.#openCross = sessions.openCross;
  }

  async encode(prompts: readonly (readonly number[])[]): Promise<NewKeyValues> {
    const length = Math.max(...prompts.map((prompt) => prompt.length));
    const ids = new Int32Array(prompts.length * length).fill(this.#config.pad_token_id ?? 0);
    prompts.forEach((prompt, row) => {
      ids.set(prompt, row * length);
    });
    const mask = prompts.map((prompt) =>
      Array.from({ length }, (_, place) => (place < prompt.length ? 1 : 0)),
    );
    const size = { queries: length, keys: length, queryOffset: 0 };
    const buckets = relativePositionBuckets(size, { bidirectional: true, ...bucketsOf(this.#config) });
    return this.#run(this.#encoder, length, {
      input_ids: { data: ids, shape: [prompts.length, length] },
      encoder_bias: keyBias(mask),
      encoder_buckets: { data: buckets, shape: [length, length] },
    });
  }

  async project(states: readonly EncoderState[]): Promise<NewKeyValues> {
    this.#cross ??= this.#openCross().catch((error: unknown) => {
      this.#cross = null;
      throw error;
    });
    const cross = await this.#cross;
    const length = Math.max(...states.map((state) => state.length));
    const { d_model: width } = this.#config;
    const data = new Float32Array(states.length * length * width);
    states.forEach((state, row) => {
      data.set(state.data, row * length * width);
    });
    const shape = [states.length, length, width];
    return this.#run(cross, length, { encoder_state: { data, shape } });
  }

  async #run(
    session: GraphModel,
    length: number,
    feeds: Readonly<Record<string, Feed>>,
  ): Promise<NewKeyValues> {
    const names = (kind: string) =>
      Array.from({ length: this.#config.num_decoder_layers }, (_, layer) => `${kind}.${layer}`);
    const found = await session.run(feeds, [...names('cross_k'), ...names('cross_v')]);
    const floats = (name: string) => {
      const data = found[name]?.data;
      if (data instanceof Float32Array) return data;
      throw new Error(`the encoder gave no floats for ${name}`);
    };
    return { keys: names('cross_k').map(floats), values: names('cross_v').map(floats), length };
  }
}

/** How T5 sorts distances into the rows of its bias table. */
export function bucketsOf(config: T5Config): DecoderBuckets {
  return {
    buckets: config.relative_attention_num_buckets,
    maxDistance: config.relative_attention_max_distance,
  };
}
