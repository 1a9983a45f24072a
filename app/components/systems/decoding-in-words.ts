/** One thing that decoding does, and the options that say so. */
export interface DecodingFact {
  readonly words: string;
  /** As `name value`. */
  readonly options: readonly string[];
}

type Options = Readonly<Record<string, unknown>>;

/** What decoding options in full mean; those that change nothing are left out. */
export function decodingInWords(decoding: Options): DecodingFact[] {
  const told = (name: string) => `${name} ${JSON.stringify(decoding[name])}`;
  const fact = (words: string, ...names: readonly string[]): DecodingFact => ({
    words,
    options: names.map(told),
  });
  return [
    ...methodFacts(decoding, fact),
    ...optional(numberOf(decoding, 'maxNewTokens'), 0, (count) =>
      fact(`A reply has at most ${count} tokens.`, 'maxNewTokens'),
    ),
    ...optional(numberOf(decoding, 'minNewTokens'), 0, (count) =>
      fact(count === 1 ? 'It is never empty.' : `It has at least ${count} tokens.`, 'minNewTokens'),
    ),
    ...optional(numberOf(decoding, 'minLength'), 0, (count) =>
      fact(`It does not end before context and reply have ${count} tokens.`, 'minLength'),
    ),
    ...optional(numberOf(decoding, 'repetitionPenalty'), 1, () =>
      fact('Tokens that were there already are made less likely.', 'repetitionPenalty'),
    ),
    ...optional(numberOf(decoding, 'noRepeatNgramSize'), 0, (size) =>
      fact(`No run of ${size} tokens comes twice.`, 'noRepeatNgramSize'),
    ),
    ...(Array.isArray(decoding.stopStrings) && decoding.stopStrings.length > 0
      ? [fact('A reply ends where one of these texts appears.', 'stopStrings')]
      : []),
  ];
}

function methodFacts(
  decoding: Options,
  fact: (words: string, ...names: readonly string[]) => DecodingFact,
): DecodingFact[] {
  const beams = numberOf(decoding, 'numBeams');
  if (beams > 1)
    return [
      fact(
        `The ${beams} best beginnings are followed at once, and the best whole reply is given.`,
        'numBeams',
      ),
      ...optional(numberOf(decoding, 'lengthPenalty'), 1, () =>
        fact('How far a longer reply is preferred.', 'lengthPenalty'),
      ),
      ...(decoding.earlyStopping ? [fact('When the search stops.', 'earlyStopping')] : []),
    ];
  if (decoding.doSample !== true)
    return [fact('Always the likeliest token: no chance is involved.', 'doSample')];
  return [
    fact('Each token is drawn by chance, by its probability.', 'doSample'),
    ...optional(numberOf(decoding, 'temperature'), 1, (value) =>
      fact(
        value < 1
          ? 'Likely tokens are made likelier still before the draw.'
          : 'Unlikely tokens are made likelier before the draw.',
        'temperature',
      ),
    ),
    ...optional(numberOf(decoding, 'topK'), 0, (count) =>
      fact(`The draw is among the ${count} likeliest tokens.`, 'topK'),
    ),
    ...optional(numberOf(decoding, 'topP'), 1, (share) =>
      fact(
        `The draw is among the fewest tokens that hold ${Number((share * 100).toPrecision(4))} % of the probability.`,
        'topP',
      ),
    ),
  ];
}

function numberOf(decoding: Options, name: string): number {
  const value = decoding[name];
  return typeof value === 'number' ? value : Number.NaN;
}

/** Nothing for an option that is not there or at the value that changes nothing. */
function optional<T>(value: number, neutral: number, make: (value: number) => T): T[] {
  return Number.isNaN(value) || value === neutral ? [] : [make(value)];
}

/** The same in a few words, to tell runs apart: `top-k 20, temperature 0.9`. */
export function decodingInShort(decoding: Options): string {
  const beams = numberOf(decoding, 'numBeams');
  const parts =
    beams > 1
      ? [`${beams} beams`]
      : decoding.doSample === true
        ? [
            ...optional(numberOf(decoding, 'topK'), 0, (count) => `top-k ${count}`),
            ...optional(numberOf(decoding, 'topP'), 1, (share) => `nucleus ${share}`),
            ...optional(numberOf(decoding, 'temperature'), 1, (value) => `temperature ${value}`),
          ]
        : ['greedy'];
  return [
    ...(parts.length > 0 ? parts : ['sampling']),
    ...optional(numberOf(decoding, 'maxNewTokens'), 0, (count) => `up to ${count} tokens`),
  ].join(', ');
}
