/** The number after a name in a reference's description: "lr 0.01, eps 1e-4" has 0.0001 after `eps`. */
export function numberAfter(words: string, name: string): number | undefined {
  const pattern = new RegExp(`(?<![\\w.])${name}[ :=]+([-+]?[\\d.]+(?:e[-+]?\\d+)?)`);
  const found = pattern.exec(words)?.[1]?.replace(/\.$/, '');
  return found === undefined ? undefined : Number(found);
}

/** The two numbers of "betas 0.9/0.999". */
export function betasIn(words: string): readonly [number, number] | undefined {
  const found = /betas ([\d.]+)\/([\d.]+)/.exec(words);
  return found ? [Number(found[1]), Number(found[2])] : undefined;
}
