import { WorkbenchError } from '#lib/errors.ts';
import { nearNames } from '#lib/near-names.ts';

/** How a reply is decoded. Every field has a neutral default except the length, which is 20 tokens. */
export interface DecodingSettings {
  /** Most tokens generated, the end token included; at least 1. */
  readonly maxNewTokens: number;
  /** No end token before the prompt and the reply together have this many tokens; 0 is off. */
  readonly minLength: number;
  /** No end token before the reply alone has this many tokens; 0 is off. */
  readonly minNewTokens: number;
  /** Draw from the distribution; otherwise the best token (or beam search with `numBeams` > 1). */
  readonly doSample: boolean;
  /** Logits are divided by this before drawing; above 0. */
  readonly temperature: number;
  /** Draw among this many best tokens; 0 is all of them. */
  readonly topK: number;
  /** Draw among the fewest best tokens that hold this much probability, in (0, 1]; 1 is all of them. */
  readonly topP: number;
  /** Divides positive scores of tokens already there and multiplies negative ones; above 0, 1 is off. */
  readonly repetitionPenalty: number;
  /** No run of this many tokens occurs twice in prompt and reply; 0 is off. */
  readonly noRepeatNgramSize: number;
  /** The reply ends where one of these appears in its text. */
  readonly stopStrings: readonly string[];
  /** 1 is no beam search. */
  readonly numBeams: number;
  /** How many of the beams' sequences are returned, best first; at most `numBeams`. */
  readonly numReturnSequences: number;
  /** A beam's score is its summed log-probability divided by length ^ this. */
  readonly lengthPenalty: number;
  /** When beam search stops: see BeamSearch. */
  readonly earlyStopping: boolean | 'never';
  readonly seed: number;
  /** Tokens that end a reply. */
  readonly eosTokenIds: readonly number[];
  /** Fills the shorter of several sequences; null where none is needed. */
  readonly padTokenId: number | null;
  /** Give each token's log-probability under the model's own distribution, before any of the above. */
  readonly logProbabilities: boolean;
}

export const defaultDecodingSettings: DecodingSettings = {
  maxNewTokens: 20,
  minLength: 0,
  minNewTokens: 0,
  doSample: false,
  temperature: 1,
  topK: 0,
  topP: 1,
  repetitionPenalty: 1,
  noRepeatNgramSize: 0,
  stopStrings: [],
  numBeams: 1,
  numReturnSequences: 1,
  lengthPenalty: 1,
  earlyStopping: false,
  seed: 0,
  eosTokenIds: [],
  padTokenId: null,
  logProbabilities: false,
};

const maxToken = 2 ** 31 - 1;

const checks: { readonly [K in keyof DecodingSettings]: (value: unknown) => DecodingSettings[K] } = {
  maxNewTokens: integer('maxNewTokens', 1, 100_000),
  minLength: integer('minLength', 0, 1_000_000),
  minNewTokens: integer('minNewTokens', 0, 100_000),
  doSample: boolean('doSample'),
  temperature: positive('temperature'),
  topK: integer('topK', 0, maxToken),
  topP: (value) => {
    if (typeof value === 'number' && value > 0 && value <= 1) return value;
    throw refused('topP', 'a number above 0 and at most 1 (1 keeps every token)');
  },
  repetitionPenalty: positive('repetitionPenalty'),
  noRepeatNgramSize: integer('noRepeatNgramSize', 0, 1_000_000),
  stopStrings: (value) => {
    const stops = typeof value === 'string' ? [value] : value;
    if (Array.isArray(stops) && stops.every((stop) => typeof stop === 'string' && stop !== ''))
      return [...stops];
    throw refused('stopStrings', 'a list of strings, none of them empty');
  },
  numBeams: integer('numBeams', 1, 1_000),
  numReturnSequences: integer('numReturnSequences', 1, 1_000),
  lengthPenalty: (value) => {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw refused('lengthPenalty', 'a number');
  },
  earlyStopping: (value) => {
    if (value === 'never' || typeof value === 'boolean') return value;
    throw refused('earlyStopping', 'true, false or "never"');
  },
  seed: integer('seed', 0, Number.MAX_SAFE_INTEGER),
  eosTokenIds: (value) => {
    const ids = typeof value === 'number' ? [value] : value;
    if (Array.isArray(ids) && ids.every(isToken)) return [...new Set(ids as number[])];
    throw refused('eosTokenIds', 'a token id or a list of token ids');
  },
  padTokenId: (value) => {
    if (value === null || isToken(value)) return value;
    throw refused('padTokenId', 'a token id or null');
  },
  logProbabilities: boolean('logProbabilities'),
};

/** Options other programs know and this one does not have; setting one must not be passed over in silence. */
const notImplemented = new Set([
  'badWordsIds',
  'diversityPenalty',
  'encoderNoRepeatNgramSize',
  'encoderRepetitionPenalty',
  'epsilonCutoff',
  'etaCutoff',
  'exponentialDecayLengthPenalty',
  'forceWordsIds',
  'forcedBosTokenId',
  'forcedEosTokenId',
  'guidanceScale',
  'maxTime',
  'minP',
  'numBeamGroups',
  'penaltyAlpha',
  'prefixAllowedTokensFn',
  'sequenceBias',
  'suppressTokens',
  'typicalP',
]);

/**
 * Full settings from the options given; what is left out (or undefined) takes its default. Names are those of
 * `DecodingSettings`; a single id or string stands for a list of one. Throws a `bad-input` WorkbenchError
 * that names the option: unknown, not implemented, out of range, or without effect beside the others.
 */
export function decodingSettings(options: Readonly<Record<string, unknown>>): DecodingSettings {
  const settings: Record<string, unknown> = { ...defaultDecodingSettings };
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(checks, name)) throw unknownOption(name);
    settings[name] = checks[name as keyof DecodingSettings](value);
  }
  const complete = settings as unknown as DecodingSettings;
  refuseContradictions(complete);
  return complete;
}

function refuseContradictions(settings: DecodingSettings): void {
  const refuse = (sentence: string): never => {
    throw new WorkbenchError('bad-input', sentence);
  };
  if (settings.minNewTokens > settings.maxNewTokens)
    refuse('minNewTokens is larger than maxNewTokens; lower one or raise the other.');
  if (settings.doSample && settings.numBeams > 1)
    refuse('Sampling within beams is not implemented: set doSample to false or numBeams to 1.');
  for (const name of ['temperature', 'topK', 'topP'] as const)
    if (!settings.doSample && settings[name] !== defaultDecodingSettings[name])
      refuse(`${name} has an effect only when sampling: set doSample to true or leave ${name} out.`);
  if (settings.numBeams > 1) {
    if (settings.stopStrings.length > 0)
      refuse('stopStrings are not implemented for beam search: leave them out or set numBeams to 1.');
    if (settings.logProbabilities)
      refuse('logProbabilities are not implemented for beam search: leave them out or set numBeams to 1.');
    if (settings.numReturnSequences > settings.numBeams)
      refuse('numReturnSequences is larger than numBeams; no more sequences than beams can be returned.');
    return;
  }
  for (const name of ['lengthPenalty', 'earlyStopping', 'numReturnSequences'] as const)
    if (settings[name] !== defaultDecodingSettings[name])
      refuse(`${name} has an effect only in beam search: set numBeams above 1 or leave ${name} out.`);
}

function unknownOption(name: string): WorkbenchError {
  const camel = name.replace(/_+([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (notImplemented.has(camel))
    return new WorkbenchError('bad-input', `The decoding option "${name}" is not implemented; leave it out.`);
  const near = nearNames(camel, Object.keys(checks), 3);
  const hint = near.length > 0 ? ` Did you mean ${near.join(', ')}?` : '';
  return new WorkbenchError('bad-input', `There is no decoding option "${name}".${hint}`);
}

function refused(name: string, wanted: string): WorkbenchError {
  return new WorkbenchError('bad-input', `The decoding option "${name}" must be ${wanted}.`);
}

function integer(name: string, least: number, most: number): (value: unknown) => number {
  return (value) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw refused(name, `a whole number from ${least} to ${most}`);
  };
}

function positive(name: string): (value: unknown) => number {
  return (value) => {
    if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
    throw refused(name, 'a number above 0');
  };
}

function boolean(name: string): (value: unknown) => boolean {
  return (value) => {
    if (typeof value === 'boolean') return value;
    throw refused(name, 'true or false');
  };
}

function isToken(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maxToken;
}
