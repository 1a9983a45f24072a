/**
 * Small numbers for n-grams of all orders: an n-gram is its first n − 1 tokens and one more. 0 is the empty one; every other
 * has the next number when it first comes.
 */
export class NgramNumbers {
  #count = 1;
  #prefixes = new Int32Array(1024);
  #tokens = new Int32Array(1024);
  /** Numbers by hash; 0 is free. */
  #slots = new Int32Array(2048);

  /** Beyond every number that was given. */
  get count(): number {
    return this.#count;
  }

  /** @param prefix the number of an n-gram @param token of 0 or more */
  extended(prefix: number, token: number): number {
    const mask = this.#slots.length - 1;
    let slot = slotOf(prefix, token) & mask;
    for (;;) {
      const number = this.#slots[slot] as number;
      if (number === 0) break;
      if (this.#tokens[number] === token && this.#prefixes[number] === prefix) return number;
      slot = (slot + 1) & mask;
    }
    const number = this.#count++;
    if (number >= this.#tokens.length) {
      this.#prefixes = doubled(this.#prefixes);
      this.#tokens = doubled(this.#tokens);
    }
    this.#prefixes[number] = prefix;
    this.#tokens[number] = token;
    this.#slots[slot] = number;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 4);
    const mask = slots.length - 1;
    for (let number = 1; number < this.#count; number++) {
      let slot = slotOf(this.#prefixes[number] as number, this.#tokens[number] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number;
    }
    this.#slots = slots;
  }
}

function slotOf(prefix: number, token: number): number {
  const mixed = Math.imul(prefix, 0x9e3779b1) ^ Math.imul(token + 1, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function doubled(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const result = new Int32Array(values.length * 2);
  result.set(values);
  return result;
}
