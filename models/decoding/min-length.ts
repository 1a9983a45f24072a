import type { DecodingSettings } from './decoding-settings.ts';

/** Whether the reply may not end yet, `generated` tokens after a prompt of `promptLength`. */
export function mustGoOn(
  settings: Pick<DecodingSettings, 'minLength' | 'minNewTokens'>,
  promptLength: number,
  generated: number,
): boolean {
  return promptLength + generated < settings.minLength || generated < settings.minNewTokens;
}

/** Rules the end tokens out, in place. */
export function banEnd(scores: Float32Array, eosTokenIds: readonly number[]): void {
  for (const id of eosTokenIds) if (id < scores.length) scores[id] = Number.NEGATIVE_INFINITY;
}
