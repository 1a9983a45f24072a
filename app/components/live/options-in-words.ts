const words: Readonly<Record<string, (value: number) => string>> = {
  temperature: (value) => `temperature ${value}`,
  topK: (value) => `top-k ${value}`,
  topP: (value) => `top-p ${value}`,
  maxNewTokens: (value) => `at most ${value} tokens`,
  minNewTokens: (value) => `at least ${value} tokens`,
  repetitionPenalty: (value) => `repetition penalty ${value}`,
  noRepeatNgramSize: (value) => `no repeated ${value}-grams`,
  numBeams: (value) => `${value} beams`,
};

/** Decoding options that stand in place of the systems' own, a few words each. */
export function optionsInWords(options: Readonly<Record<string, unknown>>): string[] {
  const { doSample, ...numbers } = options;
  const method = doSample === undefined ? [] : [doSample === true ? 'sampling' : 'greedy'];
  const others = Object.entries(numbers).flatMap(([name, value]) => {
    // Greedy decoding is told with `numBeams` 1.
    if (typeof value !== 'number' || (name === 'numBeams' && value === 1)) return [];
    return [words[name]?.(value) ?? `${name} ${value}`];
  });
  return [...method, ...others];
}
