/**
 * Small numbers for tokens, equal tokens the same number, from 0 in order of appearance. Tokens are given as code points
 * in a longer list, so that none has to become a string of its own first: the hot path of every n-gram metric.
 */
export class TokenIds {
  #count = 0;
  #slots = new Int32Array(1024).fill(-1);
  #hashes = new Int32Array(512);
  #starts = new Int32Array(513);
  #pool = new Int32Array(4096);

  get count(): number {
    return this.#count;
  }

  /** The number of the token that stands at [from, to). */
  of(codePoints: Int32Array, from: number, to: number): number {
    let hash = 0x811c9dc5;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ (codePoints[i] as number), 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const id = this.#slots[slot] as number;
      if (id < 0) break;
      if (this.#hashes[id] === hash && this.#endsWhereEqual(id, codePoints, from) === to) return id;
      slot = (slot + 1) & mask;
    }
    const id = this.#add(codePoints.subarray(from, to), hash);
    this.#slots[slot] = id;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  /** Where in a list a token ends that stands there from `from` on; -1 where it does not. */
  #endsWhereEqual(id: number, codePoints: Int32Array, from: number): number {
    const pool = this.#pool;
    const end = this.#starts[id + 1] as number;
    let i = from;
    for (let at = this.#starts[id] as number; at < end; at++, i++) if (pool[at] !== codePoints[i]) return -1;
    return i;
  }

  #add(token: Int32Array, hash: number): number {
    const id = this.#count++;
    const start = this.#starts[id] as number;
    const end = start + token.length;
    if (end > this.#pool.length) this.#pool = grown(this.#pool, end);
    if (this.#count >= this.#hashes.length) {
      this.#hashes = grown(this.#hashes, this.#count + 1);
      this.#starts = grown(this.#starts, this.#hashes.length + 1);
    }
    this.#pool.set(token, start);
    this.#starts[id + 1] = end;
    this.#hashes[id] = hash;
    return id;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let id = 0; id < this.#count; id++) {
      let slot = (this.#hashes[id] as number) & mask;
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.#slots = slots;
  }
}

function grown(values: Int32Array<ArrayBuffer>, atLeast: number): Int32Array<ArrayBuffer> {
  const result = new Int32Array(Math.max(values.length * 2, atLeast));
  result.set(values);
  return result;
}
