/** Who says a turn, and what. */
export interface LiveTurn {
  readonly speaker: 'speaker' | 'listener';
  readonly text: string;
}

/** A dataset's context that was taken as it is. */
export interface LiveSource {
  readonly dataset: string;
  readonly context: number;
}

/** The options that can be set for all systems at once; one that is left out is each system's own. */
export const numberSettings = [
  'temperature',
  'topK',
  'topP',
  'maxNewTokens',
  'minNewTokens',
  'repetitionPenalty',
  'noRepeatNgramSize',
  'numBeams',
] as const;
export type NumberSetting = (typeof numberSettings)[number];

/** How the next token is found; null is each system's own way. */
export const searches = ['sampling', 'greedy', 'beams'] as const;
export type Search = (typeof searches)[number];

export interface LiveSettings {
  readonly search: Search | null;
  readonly numbers: Readonly<Partial<Record<NumberSetting, number>>>;
}

export const ownSettings: LiveSettings = { search: null, numbers: {} };

/** What systems are asked. */
export interface LiveRequest {
  readonly turns: readonly LiveTurn[];
  /** Null where the turns were typed, or changed. */
  readonly source: LiveSource | null;
  /** By name, in the order in which they stand. */
  readonly systems: readonly string[];
  readonly seed: number;
  readonly settings: LiveSettings;
}

export const mostSystems = 8;
export const mostTurns = 100;
export const mostCharacters = 5_000;
export const largestSeed = 2 ** 31 - 1;

/** Settings that say nothing under a way of searching; they are not sent with it. */
const withoutEffect: Readonly<Record<Search, readonly NumberSetting[]>> = {
  sampling: ['numBeams'],
  greedy: ['temperature', 'topK', 'topP', 'numBeams'],
  beams: ['temperature', 'topK', 'topP'],
};

export function hasEffect(setting: NumberSetting, search: Search | null): boolean {
  if (search === null) return setting !== 'numBeams';
  return !withoutEffect[search].includes(setting);
}

const searchOptions: Readonly<Record<Search, Readonly<Record<string, number | boolean>>>> = {
  sampling: { doSample: true },
  greedy: { doSample: false, numBeams: 1 },
  beams: { numBeams: 4 },
};

/** Settings as the decoding options of models/client.ts. */
export function decodingOptions({ search, numbers }: LiveSettings): Record<string, number | boolean> {
  const kept = Object.entries(numbers).filter(([name]) => hasEffect(name as NumberSetting, search));
  return { ...(search && searchOptions[search]), ...Object.fromEntries(kept) };
}
