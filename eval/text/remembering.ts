/**
 * A function of a text that knows the last few it was asked, for measures that cut the same text one after the other. What
 * it gives is shared: nobody may change it.
 */
export function remembering<Result>(of: (text: string) => Result, held = 4): (text: string) => Result {
  const texts = new Array<string | undefined>(held);
  const results = new Array<Result>(held);
  let next = 0;
  return (text) => {
    const known = texts.indexOf(text);
    if (known >= 0) return results[known] as Result;
    const result = of(text);
    texts[next] = text;
    results[next] = result;
    next = (next + 1) % held;
    return result;
  };
}
