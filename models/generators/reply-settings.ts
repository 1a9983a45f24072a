import { WorkbenchError } from '#lib/errors.ts';
import { type DecodingSettings, decodingSettings } from '../decoding/decoding-settings.ts';

export type DecodingOptions = Readonly<Record<string, unknown>>;

/** What is not a system's to choose: the run's seed, the model's own tokens, and what every reply comes with. */
const fixed: ReadonlyMap<string, string> = new Map([
  ['seed', 'the seed is given with the run or the request'],
  ['eosTokenIds', 'the model has its own end tokens'],
  ['padTokenId', 'the model has its own filling token'],
  ['logProbabilities', 'every reply comes with them, but for beam search'],
  ['numReturnSequences', 'a system gives one reply'],
]);

/**
 * Decoding settings from layers of options, the later ones taking the place of the earlier. A layer that turns sampling
 * off (or asks for beams) takes away what below it has an effect only when sampling, and the other way round.
 * @throws WorkbenchError `bad-input` for an option that is unknown, out of range, without effect, or not to be chosen
 */
export function replySettings(
  layers: readonly (DecodingOptions | undefined)[],
  own: { readonly seed: number; readonly eosTokenIds: readonly number[] },
): DecodingSettings {
  const options = mergeOptions(layers);
  for (const name of Object.keys(options)) {
    const reason = fixed.get(name);
    if (reason)
      throw new WorkbenchError('bad-input', `The decoding option "${name}" cannot be set: ${reason}.`);
  }
  const isSearch = Number(options.numBeams ?? 1) > 1;
  return decodingSettings({ ...options, ...own, logProbabilities: !isSearch });
}

/** Layers of options as one; taken from the last, so that a part of them can be merged before the others are known. */
export function mergeOptions(layers: readonly (DecodingOptions | undefined)[]): DecodingOptions {
  let merged: DecodingOptions = {};
  for (const layer of layers.toReversed()) merged = Object.assign(cleared(layer ?? {}, merged), merged);
  return merged;
}

const sampling = ['doSample', 'temperature', 'topK', 'topP'];
const searching = ['numBeams', 'lengthPenalty', 'earlyStopping'];

function cleared(below: DecodingOptions, { doSample, numBeams }: DecodingOptions): Record<string, unknown> {
  const isSearch = typeof numBeams === 'number' && numBeams > 1;
  const gone = [
    ...(doSample === false || isSearch ? sampling : []),
    ...(doSample === true || numBeams === 1 ? searching : []),
  ];
  return Object.fromEntries(Object.entries(below).filter(([name]) => !gone.includes(name)));
}
