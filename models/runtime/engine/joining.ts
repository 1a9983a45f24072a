import type { CrossSource } from './cross-source.ts';
import type { EngineCounts } from './engine-stats.ts';
import { prefillRun } from './join-policy.ts';
import type { Member } from './member.ts';
import type { PrefixStore } from './prefix-store.ts';
import type { Row, RowTable } from './row-table.ts';

/** Runs something for some requests, whose error it is if it throws. */
export type Guard = (members: readonly Member[], run: () => Promise<void>) => Promise<void>;

/** An encoder-decoder's encoder, with the token its decoder starts from. */
export interface EncoderPart {
  readonly source: CrossSource;
  readonly startToken: number;
}

/** Positions of one run of an encoder, unless a single prompt is longer. */
const mostPositions = 2048;

interface Shared {
  readonly table: RowTable<Member>;
  readonly prefixes: PrefixStore;
  readonly counts: EngineCounts;
}

/** Gives requests their first rows, with what is known already: a kept prefix, or an encoder's output. */
export class Joining {
  readonly #encoder: EncoderPart | null;
  readonly #table: RowTable<Member>;
  readonly #prefixes: PrefixStore;
  readonly #counts: EngineCounts;

  constructor(encoder: EncoderPart | null, { table, prefixes, counts }: Shared) {
    this.#encoder = encoder;
    this.#table = table;
    this.#prefixes = prefixes;
    this.#counts = counts;
  }

  /** Rows alike in having a prefix and in length stand together, so that they can be run together. */
  join(members: readonly Member[]): void {
    const found = members.map((member) => {
      const key = { tokens: member.start, types: member.startTypes };
      return { member, hit: this.#prefixes.find(key, member.start.length - 1) };
    });
    const remaining = ({ member, hit }: (typeof found)[number]) => member.start.length - (hit?.count ?? 0);
    found.sort((a, b) => Number(a.hit !== null) - Number(b.hit !== null) || remaining(a) - remaining(b));
    for (const { member, hit } of found) {
      const row = this.#addRow(member);
      if (!hit) continue;
      this.#table.cache.unpack(row.slot, hit.packed, hit);
      row.length = hit.count;
      this.#counts.prefixHits++;
      this.#counts.reusedTokens += hit.count;
    }
  }

  #addRow(member: Member): Row<Member> {
    const row = this.#table.join({
      owner: member,
      tokens: member.start,
      types: member.startTypes,
      sourceLength: this.#encoder ? member.sourceLength : 0,
    });
    member.rows = [row];
    return row;
  }

  /** Runs the encoder for requests alike, and lets them join; `guard` is told whose run each is. */
  async encode(members: readonly Member[], guard: Guard): Promise<void> {
    const isGiven = ({ request }: Member) => request.encoderState !== undefined;
    let left = members.toSorted(
      (a, b) => Number(isGiven(a)) - Number(isGiven(b)) || a.sourceLength - b.sourceLength,
    );
    while (left.length > 0) {
      const alike = left.filter((member) => isGiven(member) === isGiven(left[0] as Member));
      const lengths = alike.map(({ sourceLength }) => ({ length: 0, remaining: sourceLength }));
      const limit = Math.max(mostPositions, (lengths[0]?.remaining ?? 0) + 1);
      const part = left.slice(0, prefillRun(lengths, limit).rows);
      left = left.slice(part.length);
      await guard(part, () => this.#encodePart(part));
    }
  }

  async #encodePart(members: readonly Member[]): Promise<void> {
    const encoder = this.#encoder;
    if (!encoder) throw new Error('there is no encoder');
    const states = members.flatMap(({ request }) => request.encoderState ?? []);
    const found = await (states.length > 0
      ? encoder.source.project(states)
      : encoder.source.encode(members.map(({ request }) => request.prompt)));
    members.forEach((member, index) => {
      const { slot } = this.#addRow(member);
      const { sourceLength } = member;
      this.#table.cross?.write(found, { row: index, count: sourceLength, slot, at: 0 });
      this.#counts.promptTokens += states.length > 0 ? 0 : sourceLength;
    });
  }
}
