import { setImmediate as nextTurn } from 'node:timers/promises';
import { WorkbenchError } from '#lib/errors.ts';
import type { EngineLimits } from './check-request.ts';
import { type Decoder, DecoderRuns } from './decoder-runs.ts';
import { type EngineStats, newCounts } from './engine-stats.ts';
import { joiners, prefillRun } from './join-policy.ts';
import { type EncoderPart, Joining } from './joining.ts';
import { Member } from './member.ts';
import { PrefixStore } from './prefix-store.ts';
import type { Scores } from './reply.ts';
import type { Generation, GenerationRequest } from './request.ts';
import { type Row, RowTable } from './row-table.ts';

/**
 * Positions of one run over prompts: rows being decoded wait for it, and its values take memory. The matrix products
 * are as fast with more.
 */
const prefillPositions = 512;

export interface EngineParts {
  readonly decoder: Decoder;
  readonly encoder: EncoderPart | null;
  readonly limits: EngineLimits;
  /** Bytes for keys and values of finished rows; 0 keeps none. */
  readonly prefixBytes: number;
}

/**
 * Continuous batching: requests join and leave one running batch at token boundaries.
 *
 * Each turn of the loop lets the event loop have its turn, drops what was aborted, lets requests join (`joiners`),
 * runs one piece of the joining rows' prompts (`prefillRun`, at most 512 positions) and
 * then one token of every row being decoded. So a row waits for its next token no longer than one such piece, and a
 * request that fits waits for at most `holdSteps` turns. All rows of a cache are as long as the longest of them.
 *
 * A reply depends on its own request alone: rows do not see each other, and draws depend on seed, request and step.
 */
export class BatchEngine {
  readonly #parts: EngineParts;
  readonly #table: RowTable<Member>;
  readonly #runs: DecoderRuns;
  readonly #prefixes: PrefixStore;
  readonly #joining: Joining;
  #waiting: Member[] = [];
  readonly #live = new Set<Member>();
  #held = 0;
  #loop: Promise<void> | null = null;
  #isClosed = false;
  readonly #counts = newCounts();

  constructor(parts: EngineParts) {
    this.#parts = parts;
    const { sizes } = parts.decoder;
    this.#table = new RowTable(sizes, { rows: parts.limits.rows, isCrossAttending: sizes.isCrossAttending });
    this.#runs = new DecoderRuns(parts.decoder, this.#table);
    this.#prefixes = new PrefixStore(sizes.isCrossAttending ? 0 : parts.prefixBytes);
    const shared = { table: this.#table, prefixes: this.#prefixes, counts: this.#counts };
    this.#joining = new Joining(parts.encoder, shared);
  }

  /**
   * Answers one request. Rejects with a WorkbenchError where it cannot be taken, with whatever `onToken` or `decode`
   * throws, and where no token can be chosen; other requests go on.
   */
  async generate(request: GenerationRequest): Promise<Generation> {
    if (this.#isClosed) throw closed();
    const member = new Member(request, this.#parts.limits, this.#parts.encoder?.startToken ?? null);
    this.#waiting.push(member);
    this.#loop ??= this.#work();
    return member.done;
  }

  stats(): EngineStats {
    return {
      ...this.#counts,
      live: this.#live.size,
      waiting: this.#waiting.length,
      rows: this.#table.size,
      mostRows: this.#parts.limits.rows,
      cacheBytes: this.#table.cache.bytes + (this.#table.cross?.bytes ?? 0),
      prefixBytes: this.#prefixes.bytes,
      prefixEntries: this.#prefixes.size,
    };
  }

  /** Takes no more requests and rejects those under way at the next token. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#loop;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length + this.#live.size > 0) {
      await nextTurn();
      try {
        if (this.#isClosed) this.#failAll(closed());
        this.#dropAborted();
        await this.#admit();
        await this.#prefill();
        await this.#decode();
      } catch (error) {
        this.#failAll(error);
      }
    }
    this.#loop = null;
  }

  #dropAborted(): void {
    for (const member of this.#waiting.filter(({ isAborted }) => isAborted)) {
      this.#waiting = this.#waiting.filter((other) => other !== member);
      this.#answer(member, true);
    }
    for (const member of this.#live) if (member.isAborted) this.#leave(member, true);
  }

  async #admit(): Promise<void> {
    const taken = [...this.#live].reduce((sum, { reply }) => sum + reply.width, 0);
    const free = this.#parts.limits.rows - taken;
    const waiting = this.#waiting.map(({ reply }) => reply.width);
    const count = joiners({ waiting, free, live: this.#live.size, held: this.#held });
    if (count === 0) {
      this.#held = waiting[0] !== undefined && waiting[0] <= free ? this.#held + 1 : 0;
      return;
    }
    this.#held = 0;
    const joining = this.#waiting.splice(0, count);
    for (const member of joining) this.#live.add(member);
    if (this.#parts.encoder)
      await this.#joining.encode(joining, (members, run) => this.#guarded(members, run));
    else this.#joining.join(joining);
  }

  async #prefill(): Promise<void> {
    const { joining } = this.#table;
    if (joining.length === 0) return;
    const { rows: count, length } = prefillRun(
      joining.map((row) => ({ length: row.length, remaining: row.tokens.length - row.length })),
      prefillPositions,
    );
    const rows = joining.slice(0, count);
    await this.#guarded(ownersOf(rows), async () => {
      const before = rows.reduce((sum, row) => sum + row.length, 0);
      const scores = await this.#runs.run(rows, length);
      this.#counts.prefillRuns++;
      this.#counts.promptTokens += rows.reduce((sum, row) => sum + row.length, 0) - before;
      for (const row of scores.keys()) this.#table.promote(row);
      this.#settle(scores);
    });
  }

  async #decode(): Promise<void> {
    const rows = this.#table.decoding;
    if (rows.length === 0) return;
    await this.#guarded(ownersOf(rows), async () => {
      const scores = await this.#runs.run(rows, 1);
      this.#counts.decodeRuns++;
      this.#settle(scores);
    });
  }

  /** Runs something for some requests; what it throws is theirs alone. */
  async #guarded(members: readonly Member[], run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      for (const member of members) this.#fail(member, error);
    }
  }

  /** Chooses the next token of each row and lets those that are done leave. */
  #settle(scores: ReadonlyMap<Row<Member>, Scores>): void {
    for (const member of ownersOf([...scores.keys()])) {
      try {
        const { parents, tokens, done } = member.reply.advance(
          member.rows.flatMap((row) => scores.get(row) ?? []),
        );
        this.#counts.generatedTokens += tokens.length;
        if (done) this.#leave(member, false);
        else this.#continue(member, parents, tokens);
      } catch (error) {
        this.#fail(member, error);
      }
    }
    this.#table.fit();
  }

  /**
   * Gives a request's rows their new tokens. The first child of a row keeps it; the others get rows without children,
   * or new ones, so that no cache is written over that another row still has to be copied from.
   */
  #continue(member: Member, parents: readonly number[], tokens: readonly number[]): void {
    const before = member.rows.map((row) => ({ row, tokens: row.tokens, types: row.types }));
    const childless = before.filter((_, place) => !parents.includes(place)).map(({ row }) => row);
    const kept = new Set<number>();
    const { replyTokenType } = member.request;
    member.rows = parents.map((parent, place) => {
      const from = before[parent];
      if (!from) throw new Error(`there is no row ${parent} to continue`);
      const row = kept.has(parent) ? this.#copyOf(from.row, childless.pop(), member) : from.row;
      kept.add(parent);
      row.tokens = [...from.tokens, tokens[place] ?? 0];
      row.types = from.types && [...from.types, replyTokenType ?? 0];
      return row;
    });
  }

  /** All rows of a search have the prompt's keys and values; only what was said since is copied. */
  #copyOf(parent: Row<Member>, into: Row<Member> | undefined, member: Member): Row<Member> {
    if (!into) return this.#table.fork(parent);
    this.#table.cache.copy(parent.slot, into.slot, { start: member.start.length, end: parent.length });
    return into;
  }

  /** Answers a request and gives its rows back, keeping what others may begin with. */
  #leave(member: Member, isAborted: boolean): void {
    const [row] = member.rows;
    if (row && this.#prefixes.budget > 0) {
      const length = member.rows.length > 1 ? member.start.length : row.length;
      const { layers, heads, headSize } = this.#parts.decoder.sizes;
      const key = { tokens: row.tokens.slice(0, length), types: row.types?.slice(0, length) ?? null };
      const pack = () => this.#table.cache.pack(row.slot, length);
      this.#prefixes.add(key, layers * 2 * heads * headSize * 4, pack);
    }
    this.#removeRows(member);
    this.#answer(member, isAborted);
  }

  #answer(member: Member, isAborted: boolean): void {
    this.#counts.finished++;
    member.finish(isAborted);
  }

  #fail(member: Member, error: unknown): void {
    if (!this.#live.has(member)) return;
    for (const { slot } of member.rows) this.#table.clear(slot);
    this.#removeRows(member);
    this.#counts.failed++;
    member.fail(error);
  }

  #removeRows(member: Member): void {
    for (const row of member.rows) this.#table.leave(row);
    member.rows = [];
    this.#live.delete(member);
  }

  #failAll(error: unknown): void {
    for (const member of this.#live) this.#fail(member, error);
    for (const member of this.#waiting.splice(0)) {
      this.#counts.failed++;
      member.fail(error);
    }
  }
}

function ownersOf(rows: readonly Row<Member>[]): readonly Member[] {
  return [...new Set(rows.map(({ owner }) => owner))];
}

function closed(): WorkbenchError {
  return new WorkbenchError('unavailable', 'The model is being closed and takes no more requests.');
}
