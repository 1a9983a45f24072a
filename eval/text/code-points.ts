/** A list of Unicode code points that is filled again and again without new memory. */
export class CodePoints {
  values = new Int32Array(256);
  length = 0;

  /** Makes room for so many, keeping none of what was there. */
  clear(capacity: number): void {
    this.length = 0;
    if (this.values.length < capacity)
      this.values = new Int32Array(Math.max(capacity, this.values.length * 2));
  }

  /** The code points of a text; a lone surrogate is one by itself. */
  load(text: string): void {
    this.clear(text.length);
    const { values } = this;
    let length = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if ((unit & 0xfc00) === 0xd800 && i + 1 < text.length) {
        const next = text.charCodeAt(i + 1);
        if ((next & 0xfc00) === 0xdc00) {
          values[length++] = ((unit & 0x3ff) << 10) + (next & 0x3ff) + 0x10000;
          i++;
          continue;
        }
      }
      values[length++] = unit;
    }
    this.length = length;
  }

  toString(): string {
    let text = '';
    for (let from = 0; from < this.length; from += 4096)
      text += String.fromCodePoint(...this.values.subarray(from, Math.min(from + 4096, this.length)));
    return text;
  }
}
