import type { SeedPart } from '#lib/rng.ts';
import type { DecodingSettings } from '../../decoding/decoding-settings.ts';
import type { Engine } from '../../runtime/engine/open-engine.ts';
import type { Tokenizer } from '../../tokenizers/load-tokenizer.ts';

export interface SampledReply {
  /** The end token included where there is one. */
  readonly tokens: readonly number[];
  /** Without special tokens. */
  readonly text: string;
}

export interface Sampler {
  readonly engine: Pick<Engine, 'generate'>;
  readonly tokenizer: Pick<Tokenizer, 'decode'>;
  readonly settings: DecodingSettings;
}

/**
 * A reply to each source, all under way at once.
 * @param round with the seed of the settings and a source's place, what its draws depend on
 */
export async function sampleReplies(
  { engine, tokenizer, settings }: Sampler,
  sources: readonly (readonly number[])[],
  round: SeedPart,
): Promise<SampledReply[]> {
  const generations = await Promise.all(
    sources.map((prompt, place) => engine.generate({ prompt, settings, request: `${round}-${place}` })),
  );
  return generations.map(({ tokens }) => ({ tokens, text: plainText(tokenizer, tokens) }));
}

/** What identifiers read of token ids: the text without special tokens, as EmpRL decodes it. */
export function plainText(tokenizer: Sampler['tokenizer'], tokens: readonly number[]): string {
  return tokenizer.decode(tokens, { skipSpecialTokens: true }).trim();
}
