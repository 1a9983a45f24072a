import { expect, test } from 'vitest';
import { decodingSettings, defaultDecodingSettings } from './decoding-settings.ts';

test('without options the settings are the defaults, greedy and neutral', () => {
  expect(decodingSettings({})).toEqual(defaultDecodingSettings);
  expect(decodingSettings({ topP: undefined })).toEqual(defaultDecodingSettings);
});

test('a single end token or stop string stands for a list of one, and doubled ids count once', () => {
  expect(decodingSettings({ eosTokenIds: 3 }).eosTokenIds).toEqual([3]);
  expect(decodingSettings({ eosTokenIds: [3, 4, 3] }).eosTokenIds).toEqual([3, 4]);
  expect(decodingSettings({ stopStrings: '\n' }).stopStrings).toEqual(['\n']);
});

test('early stopping takes true, false and "never"', () => {
  for (const earlyStopping of [true, false, 'never'] as const)
    expect(decodingSettings({ numBeams: 2, earlyStopping }).earlyStopping).toBe(earlyStopping);
});

test('a list given is copied, so that changing it later changes no settings', () => {
  const stops = ['a'];
  const settings = decodingSettings({ stopStrings: stops });
  stops.push('b');
  expect(settings.stopStrings).toEqual(['a']);
});

const wrongValues: readonly (readonly [string, unknown])[] = [
  ['maxNewTokens', 0],
  ['maxNewTokens', 2.5],
  ['maxNewTokens', '20'],
  ['minLength', -1],
  ['minNewTokens', Number.NaN],
  ['doSample', 1],
  ['temperature', 0],
  ['temperature', Number.POSITIVE_INFINITY],
  ['topK', -1],
  ['topP', 0],
  ['topP', 1.01],
  ['repetitionPenalty', 0],
  ['noRepeatNgramSize', null],
  ['stopStrings', ['']],
  ['stopStrings', [3]],
  ['numBeams', 0],
  ['numReturnSequences', 0],
  ['lengthPenalty', Number.NaN],
  ['earlyStopping', 'always'],
  ['seed', -1],
  ['eosTokenIds', [1.5]],
  ['eosTokenIds', 'x'],
  ['padTokenId', -1],
  ['logProbabilities', 'yes'],
];

test.each(wrongValues)('%s: %s is refused by name', (name, value) => {
  expect(() => decodingSettings({ [name]: value })).toThrow(`"${name}" must be`);
});

test('what other programs have and this one has not is refused as not implemented, in either spelling', () => {
  expect(() => decodingSettings({ typicalP: 0.9 })).toThrow('"typicalP" is not implemented');
  expect(() => decodingSettings({ num_beam_groups: 2 })).toThrow('"num_beam_groups" is not implemented');
});

test('an unknown option is refused with the names it may have meant', () => {
  expect(() => decodingSettings({ top_k: 5 })).toThrow('no decoding option "top_k". Did you mean topK');
  expect(() => decodingSettings({ zzzzzzzzzzzzzzz: 5 })).toThrow(/no decoding option "zzzzzzzzzzzzzzz"\.$/);
  expect(() => decodingSettings({ toString: 5 })).toThrow('no decoding option "toString"');
});

test.each([
  [{ temperature: 0.7 }, 'temperature has an effect only when sampling'],
  [{ topK: 5 }, 'topK has an effect only when sampling'],
  [{ topP: 0.5 }, 'topP has an effect only when sampling'],
  [{ lengthPenalty: 2 }, 'lengthPenalty has an effect only in beam search'],
  [{ earlyStopping: true }, 'earlyStopping has an effect only in beam search'],
  [{ numReturnSequences: 2 }, 'numReturnSequences has an effect only in beam search'],
  [{ numBeams: 2, numReturnSequences: 3 }, 'numReturnSequences is larger than numBeams'],
  [{ numBeams: 2, doSample: true }, 'Sampling within beams is not implemented'],
  [{ numBeams: 2, stopStrings: ['a'] }, 'stopStrings are not implemented for beam search'],
  [{ numBeams: 2, logProbabilities: true }, 'logProbabilities are not implemented for beam search'],
  [{ maxNewTokens: 3, minNewTokens: 4 }, 'minNewTokens is larger than maxNewTokens'],
])('options that contradict each other are refused: %j', (options, sentence) => {
  expect(() => decodingSettings(options)).toThrow(sentence);
});
