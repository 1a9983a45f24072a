/** A response that people have rated. */
export interface RatedResponse {
  readonly responseId: number;
  readonly system: string;
  /** Whether the system is the person whose answers are the references. */
  readonly isPerson: boolean;
  readonly dialogueId: number;
  readonly text: string;
  readonly reference: string | null;
  /** By criterion: the mean over raters, on the criterion's scale. */
  readonly means: Readonly<Record<string, number>>;
}

/** Stored sufficient statistics of a response, or why it has none. */
export interface StoredRow {
  readonly statistics: Float64Array | null;
  readonly reason: string | null;
}

/** What people said of the responses of a study, and what is stored of them for metrics. */
export interface RatedStudy {
  /** Names, in the order of the study. */
  readonly criteria: readonly string[];
  readonly responses: readonly RatedResponse[];
  /** Rows by response, of the row kind with this signature. */
  rowsOf(signature: string): ReadonlyMap<number, StoredRow>;
}

/**
 * Systems whose answers are the references themselves, as the file of ratings has the person under any name: comparing
 * them with the references would say nothing.
 */
export function ownReferences(responses: readonly RatedResponse[]): ReadonlySet<string> {
  const others = new Set<string>();
  const compared = new Set<string>();
  for (const { system, isPerson, text, reference } of responses) {
    if (isPerson || text === reference) compared.add(system);
    else if (reference !== null) others.add(system);
  }
  return new Set([...compared].filter((system) => !others.has(system)));
}
