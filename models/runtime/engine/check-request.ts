import { WorkbenchError } from '#lib/errors.ts';
import type { DecodingSettings } from '../../decoding/decoding-settings.ts';
import type { PrefixKey } from './prefix-store.ts';
import type { GenerationRequest } from './request.ts';

/** What an engine can take. */
export interface EngineLimits {
  readonly vocabulary: number;
  /** Rows at once. */
  readonly rows: number;
  /** Tokens a row can hold, prompt and reply together (in T5 each of them by itself); null: no limit. */
  readonly positions: number | null;
  readonly takesTokenTypes: boolean;
  readonly isCrossAttending: boolean;
  readonly hasEmotions: boolean;
  /** What every prompt begins with, and goes on after. */
  readonly prefix: PrefixKey | null;
  /** Of an encoder's state, where there is an encoder. */
  readonly width: number | null;
}

/** Refuses, with a sentence, what would fail in the middle of a batch that others share. */
export function checkRequest(request: GenerationRequest, limits: EngineLimits): void {
  const { prompt, settings, encoderState } = request;
  if (encoderState) checkState(request, limits);
  else if (prompt.length === 0) refuse('The prompt is empty: give at least one token.');
  checkIds(prompt, 'The prompt', limits.vocabulary);
  checkTypes(request, limits);
  if (limits.prefix && !goesOnAfter(limits.prefix, request))
    refuse('This engine was opened with a prefix, so every prompt must begin with it and go on after it.');
  if (request.wantsEmotions && !limits.hasEmotions)
    refuse('This engine was opened without emotions, so a request cannot ask for them.');
  if (settings.numBeams > limits.rows)
    refuse(
      `A search of ${settings.numBeams} beams does not fit a batch of ${limits.rows} rows: ask for fewer beams or raise rows.`,
    );
  if (settings.stopStrings.length > 0 && !request.decode)
    refuse('Stop strings are found in text: give decode with them.');
  const length = encoderState?.length ?? prompt.length;
  if (limits.positions !== null && length > limits.positions)
    throw new WorkbenchError(
      'too-large',
      `The prompt has ${length} tokens; the most that fit here are ${limits.positions}. Shorten it.`,
      { tokens: length, most: limits.positions },
    );
}

/** Refuses a prefix that no prompt could begin with. */
export function checkPrefix({ tokens, types }: PrefixKey, limits: EngineLimits): void {
  if (tokens.length === 0) refuse('The prefix is empty: leave it out.');
  checkIds(tokens, 'The prefix', limits.vocabulary);
  if ((types !== null) !== limits.takesTokenTypes || (types !== null && types.length !== tokens.length))
    refuse('A prefix has a token type for each of its tokens where requests have types, else none.');
  if (types) checkIds(types, 'The prefix’s types', limits.vocabulary);
  if (limits.positions !== null && tokens.length >= limits.positions)
    throw new WorkbenchError(
      'too-large',
      `The prefix has ${tokens.length} tokens, and with what follows it at most ${limits.positions} fit here. Shorten it.`,
      { tokens: tokens.length, most: limits.positions },
    );
}

/**
 * The settings with their length cut to the room that is left. A prompt may fill all positions: the last token of a
 * reply needs none, since nothing is run after it.
 */
export function settingsInRoom(
  settings: DecodingSettings,
  startLength: number,
  positions: number | null,
): { readonly settings: DecodingSettings; readonly isLimitedByContext: boolean } {
  const room = positions === null ? Number.POSITIVE_INFINITY : positions - startLength + 1;
  if (settings.maxNewTokens <= room) return { settings, isLimitedByContext: false };
  return { settings: { ...settings, maxNewTokens: room }, isLimitedByContext: true };
}

function checkState({ encoderState }: GenerationRequest, { isCrossAttending, width }: EngineLimits): void {
  if (!encoderState) return;
  if (!isCrossAttending || width === null)
    throw refused('This model has no encoder, so it takes no encoder states.');
  if (encoderState.length < 1 || encoderState.data.length !== encoderState.length * width)
    refuse(
      `The encoder states must be ${width} numbers for each of their places, of which there is at least one.`,
    );
  if (!encoderState.data.every(Number.isFinite)) refuse('The encoder states must be finite numbers.');
}

function checkTypes(request: GenerationRequest, { takesTokenTypes, vocabulary }: EngineLimits): void {
  const { tokenTypes, replyTokenType, prompt } = request;
  if (!takesTokenTypes) {
    if (tokenTypes !== undefined || replyTokenType !== undefined)
      refuse('This engine was opened without token types, so a request cannot give them.');
    return;
  }
  if (tokenTypes === undefined || replyTokenType === undefined)
    throw refused('This engine was opened with token types: give tokenTypes and replyTokenType.');
  if (tokenTypes.length !== prompt.length)
    refuse(`There are ${tokenTypes.length} token types for ${prompt.length} tokens: give one for each.`);
  checkIds([...tokenTypes, replyTokenType], 'The token types', vocabulary);
}

function goesOnAfter({ tokens, types }: PrefixKey, { prompt, tokenTypes }: GenerationRequest): boolean {
  return (
    prompt.length > tokens.length &&
    tokens.every((token, place) => token === prompt[place] && types?.[place] === tokenTypes?.[place])
  );
}

function checkIds(ids: readonly number[], what: string, vocabulary: number): void {
  const wrong = ids.findIndex((id) => !(Number.isInteger(id) && id >= 0 && id < vocabulary));
  if (wrong >= 0)
    refuse(`${what} must hold ids from 0 to ${vocabulary - 1}; the one at place ${wrong} is not.`);
}

function refuse(sentence: string): never {
  throw refused(sentence);
}

function refused(sentence: string): WorkbenchError {
  return new WorkbenchError('bad-input', sentence);
}
