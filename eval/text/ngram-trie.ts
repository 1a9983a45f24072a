/**
 * The n-grams of the references of one segment, of all orders at once, as a tree: a node for every n-gram, whose children
 * are its extensions by one token. An n-gram that is not there has no extensions that are, so a hypothesis is looked up
 * only as far as it agrees. Emptied in constant time and filled again for the next segment.
 */
export class NgramTrie {
  #nodes = 1;
  #parents = new Int32Array(256);
  #tokens = new Int32Array(256);
  /** The most often that one reference has the n-gram. */
  #most = new Int32Array(256);
  /** How often the sequence that is counted now has it, and which sequence that was. */
  #counts = new Int32Array(256);
  #owners = new Int32Array(256).fill(-1);
  #slots = new Int32Array(1024);
  /** The filling that a slot belongs to; any other than the present one is as good as free. */
  #fillings = new Int32Array(1024);
  #filling = 1;
  #sequence = 0;

  clear(): void {
    this.#nodes = 1;
    this.#sequence = 0;
    if (++this.#filling === 0x7fffffff) {
      this.#fillings.fill(0);
      this.#filling = 1;
    }
  }

  /** Adds all n-grams of a reference of orders 1 to `maxOrder`; counts of several references are joined by the greatest. */
  addReference(tokens: Int32Array, length: number, maxOrder: number): void {
    const sequence = this.#sequence++;
    for (let start = 0; start < length; start++) {
      const end = Math.min(start + maxOrder, length);
      let node = 0;
      for (let i = start; i < end; i++) {
        node = this.#child(node, tokens[i] as number);
        const count = this.#owners[node] === sequence ? (this.#counts[node] as number) + 1 : 1;
        this.#owners[node] = sequence;
        this.#counts[node] = count;
        if (count > (this.#most[node] as number)) this.#most[node] = count;
      }
    }
  }

  /**
   * Adds to `matches[from + stride · (n - 1)]` how many n-grams of a hypothesis the references have, each as often as one
   * reference has it at the most (Papineni et al. 2002, "modified n-gram precision").
   */
  countMatches(
    tokens: Int32Array,
    length: number,
    {
      matches,
      maxOrder,
      from,
      stride,
    }: { matches: Float64Array; maxOrder: number; from: number; stride: number },
  ): void {
    const sequence = this.#sequence++;
    for (let start = 0; start < length; start++) {
      const end = Math.min(start + maxOrder, length);
      let node = 0;
      for (let i = start, at = from; i < end; i++, at += stride) {
        node = this.#find(node, tokens[i] as number);
        if (node < 0) break;
        const count = this.#owners[node] === sequence ? (this.#counts[node] as number) + 1 : 1;
        this.#owners[node] = sequence;
        this.#counts[node] = count;
        if (count <= (this.#most[node] as number)) matches[at] = (matches[at] as number) + 1;
      }
    }
  }

  #find(parent: number, token: number): number {
    const mask = this.#slots.length - 1;
    let slot = slotOf(parent, token) & mask;
    while (this.#fillings[slot] === this.#filling) {
      const node = this.#slots[slot] as number;
      if (this.#tokens[node] === token && this.#parents[node] === parent) return node;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  #child(parent: number, token: number): number {
    const mask = this.#slots.length - 1;
    let slot = slotOf(parent, token) & mask;
    while (this.#fillings[slot] === this.#filling) {
      const node = this.#slots[slot] as number;
      if (this.#tokens[node] === token && this.#parents[node] === parent) return node;
      slot = (slot + 1) & mask;
    }
    const node = this.#nodes++;
    if (node >= this.#parents.length) this.#growNodes();
    this.#parents[node] = parent;
    this.#tokens[node] = token;
    this.#most[node] = 0;
    this.#owners[node] = -1;
    this.#slots[slot] = node;
    this.#fillings[slot] = this.#filling;
    if (this.#nodes * 2 > this.#slots.length) this.#rehash();
    return node;
  }

  #growNodes(): void {
    this.#parents = doubled(this.#parents);
    this.#tokens = doubled(this.#tokens);
    this.#most = doubled(this.#most);
    this.#counts = doubled(this.#counts);
    this.#owners = doubled(this.#owners);
  }

  #rehash(): void {
    const size = this.#slots.length * 2;
    this.#slots = new Int32Array(size);
    this.#fillings = new Int32Array(size);
    this.#filling = 1;
    for (let node = 1; node < this.#nodes; node++) {
      let slot = slotOf(this.#parents[node] as number, this.#tokens[node] as number) & (size - 1);
      while (this.#fillings[slot] === 1) slot = (slot + 1) & (size - 1);
      this.#slots[slot] = node;
      this.#fillings[slot] = 1;
    }
  }
}

function slotOf(parent: number, token: number): number {
  const mixed = Math.imul(parent, 0x9e3779b1) ^ Math.imul(token + 1, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function doubled(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const result = new Int32Array(values.length * 2);
  result.set(values);
  return result;
}
