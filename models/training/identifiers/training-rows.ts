import { createRandom, type SeedPart } from '#lib/rng.ts';
import type { Tokenizer } from '../../tokenizers/load-tokenizer.ts';
import { encodeExchange, type IdentifierLengths, rationaleTokens } from './encode-exchange.ts';
import type { LabelledRow } from './levels-loss.ts';
import { forMechanisms } from './mechanisms.ts';
import type { Exchange } from './read-exchanges.ts';

/** An exchange in tokens, with the levels and rationales that people gave. */
export function learnedRow(
  tokenizer: Tokenizer,
  exchange: Exchange,
  lengths: IdentifierLengths,
): LabelledRow {
  const encoded = encodeExchange(tokenizer, exchange, lengths);
  const { response, levels, rationales } = exchange;
  const marks = forMechanisms((mechanism) => {
    const marked = rationaleTokens(
      tokenizer,
      { response, rationales: rationales[mechanism] },
      encoded.response.length,
    );
    return marked.slice(0, encoded.response.length);
  });
  return { ...encoded, levels, marks };
}

/**
 * A row without a share of its tokens, as an exchange of other words would read; at least one of each text stays.
 * @param seed of this reading
 */
export function withTokensLeftOut(
  row: LabelledRow,
  { share, seed }: { readonly share: number; readonly seed: readonly SeedPart[] },
): LabelledRow {
  if (share === 0) return row;
  const random = createRandom(...seed, 'tokens left out');
  const kept = (length: number) => {
    const stay = Array.from({ length }, () => random.next() >= share);
    if (!stay.includes(true)) stay[random.below(length)] = true;
    return <T>(values: readonly T[]) => values.filter((_, place) => stay[place]);
  };
  const ofContext = kept(row.context.length);
  const ofResponse = kept(row.response.length);
  return {
    ...row,
    context: ofContext(row.context),
    response: ofResponse(row.response),
    marks: forMechanisms((mechanism) => ofResponse(row.marks[mechanism])),
  };
}
