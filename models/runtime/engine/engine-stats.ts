/** What an engine has done since it was opened. */
export interface EngineCounts {
  /** Requests that a kept prefix served, and its tokens, which were not run again. */
  prefixHits: number;
  reusedTokens: number;
  /** Tokens of prompts that were run (of an encoder's input too), and tokens chosen. */
  promptTokens: number;
  generatedTokens: number;
  prefillRuns: number;
  decodeRuns: number;
  /** Requests answered (aborted ones too), and those that ended in an error. */
  finished: number;
  failed: number;
}

export interface EngineStats extends Readonly<EngineCounts> {
  /** Requests under way and those that wait. */
  readonly live: number;
  readonly waiting: number;
  /** Rows in use, of `mostRows`. */
  readonly rows: number;
  readonly mostRows: number;
  /** Of the keys and values of rows (an encoder's included), and of finished rows kept for their prefixes. */
  readonly cacheBytes: number;
  readonly prefixBytes: number;
  readonly prefixEntries: number;
}

export function newCounts(): EngineCounts {
  return {
    prefixHits: 0,
    reusedTokens: 0,
    promptTokens: 0,
    generatedTokens: 0,
    prefillRuns: 0,
    decodeRuns: 0,
    finished: 0,
    failed: 0,
  };
}
