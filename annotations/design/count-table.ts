/** A rectangle of counts, all 0 at first. A cell outside it reads 0. */
export class CountTable {
  readonly rows: number;
  readonly columns: number;
  readonly #cells: Int32Array;

  constructor(rows: number, columns: number) {
    this.rows = rows;
    this.columns = columns;
    this.#cells = new Int32Array(rows * columns);
  }

  get(row: number, column: number): number {
    return this.#cells[row * this.columns + column] ?? 0;
  }

  add(row: number, column: number, by: number): void {
    const cell = row * this.columns + column;
    this.#cells[cell] = (this.#cells[cell] ?? 0) + by;
  }

  row(row: number): number[] {
    return [...this.#cells.subarray(row * this.columns, (row + 1) * this.columns)];
  }
}
