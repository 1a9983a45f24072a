import { EvaluationError } from './evaluation-error.ts';

export interface NumberBounds {
  readonly min?: number;
  readonly max?: number;
  /** Bounds that the number must not reach. */
  readonly above?: number;
  readonly below?: number;
  /** Whether the strings "NaN", "Infinity" and "-Infinity" stand for numbers here. */
  readonly nonFinite?: 'allowed';
}

export interface ListBounds {
  /** Fewest and most elements. */
  readonly atLeast?: number;
  readonly atMost?: number;
}

type Json = Readonly<Record<string, unknown>>;

const nonFiniteNames: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/**
 * The fields of an object of a line, read by type. Every reader names the field, says what is wrong and what is
 * allowed, and throws a `bad-input` EvaluationError; what was read is remembered, and `refuseUnread` refuses the rest, so
 * that no option is accepted and ignored. Null is as good as absent, for JSON writers put it where they have nothing.
 */
export class Fields {
  readonly #record: Json;
  readonly #path: string;
  readonly #read = new Set<string>();
  readonly #nested: Fields[] = [];

  /** @param path what messages call the object: `params`, `inputs` or the way to a nested one */
  constructor(record: Json, path: string) {
    this.#record = record;
    this.#path = path;
  }

  has(name: string): boolean {
    return this.#peek(name) !== undefined;
  }

  /** The names that the line brings. */
  get names(): readonly string[] {
    return Object.keys(this.#record);
  }

  /** As it came, null as undefined; for forms that no other reader covers. */
  raw(name: string): unknown {
    this.#read.add(name);
    return this.#peek(name);
  }

  required(name: string): unknown {
    const value = this.raw(name);
    if (value === undefined) this.fail(name, 'is missing');
    return value;
  }

  string(name: string, otherwise?: string): string {
    const value = this.#valueOr(name, otherwise);
    if (typeof value !== 'string') this.fail(name, 'must be a string');
    return value;
  }

  /** One of a few strings (or numbers, for parameters such as a marginal that has two kinds of values). */
  oneOf<const T extends string | number>(name: string, allowed: readonly T[], otherwise?: NoInfer<T>): T {
    const value = this.#valueOr(name, otherwise);
    const found = allowed.find((one) => one === value);
    if (found === undefined)
      this.fail(name, `must be one of ${allowed.map((one) => JSON.stringify(one)).join(', ')}`);
    return found;
  }

  boolean(name: string, otherwise?: boolean): boolean {
    const value = this.#valueOr(name, otherwise);
    if (typeof value !== 'boolean') this.fail(name, 'must be true or false');
    return value;
  }

  number(name: string, bounds: NumberBounds = {}, otherwise?: number): number {
    return this.#number(this.#valueOr(name, otherwise), name, bounds);
  }

  optionalNumber(name: string, bounds: NumberBounds = {}): number | undefined {
    return this.has(name) ? this.number(name, bounds) : void this.raw(name);
  }

  integer(name: string, bounds: NumberBounds = {}, otherwise?: number): number {
    const value = this.number(name, bounds, otherwise);
    if (!Number.isSafeInteger(value)) this.fail(name, 'must be a whole number');
    return value;
  }

  list(name: string, bounds: ListBounds = {}): readonly unknown[] {
    return this.#list(this.required(name), name, bounds);
  }

  numbers(name: string, bounds: NumberBounds & ListBounds = {}): Float64Array {
    return this.#numbers(this.required(name), name, bounds);
  }

  integers(name: string, bounds: NumberBounds & ListBounds = {}): Float64Array {
    const values = this.numbers(name, bounds);
    const at = values.findIndex((value) => !Number.isSafeInteger(value));
    if (at >= 0) this.fail(`${name}[${at}]`, 'must be a whole number');
    return values;
  }

  strings(name: string, bounds: ListBounds = {}): readonly string[] {
    return this.#strings(this.required(name), name, bounds);
  }

  booleans(name: string, bounds: ListBounds = {}): readonly boolean[] {
    const list = this.list(name, bounds);
    const at = list.findIndex((value) => typeof value !== 'boolean');
    if (at >= 0) this.fail(`${name}[${at}]`, 'must be true or false');
    return list as readonly boolean[];
  }

  /** Lists of strings, e.g. the tokens of each segment. */
  stringLists(name: string, bounds: ListBounds = {}): readonly (readonly string[])[] {
    return this.list(name, bounds).map((row, index) => this.#strings(row, `${name}[${index}]`, {}));
  }

  /** Lists of lists of strings, e.g. the tokens of each of the references of each segment. */
  stringListLists(name: string, bounds: ListBounds = {}): readonly (readonly (readonly string[])[])[] {
    return this.list(name, bounds).map((rows, outer) =>
      this.#list(rows, `${name}[${outer}]`, {}).map((row, inner) =>
        this.#strings(row, `${name}[${outer}][${inner}]`, {}),
      ),
    );
  }

  /** Lists of numbers, each of a length of its own. */
  numberLists(name: string, bounds: NumberBounds & ListBounds = {}): readonly Float64Array[] {
    const { atLeast, atMost, ...numbers } = bounds;
    const outer = {
      ...(atLeast === undefined ? {} : { atLeast }),
      ...(atMost === undefined ? {} : { atMost }),
    };
    return this.list(name, outer).map((row, index) => this.#numbers(row, `${name}[${index}]`, numbers));
  }

  /** Rows of equal length; `atLeast` and `atMost` are for the number of rows. */
  matrix(name: string, bounds: NumberBounds & ListBounds = {}): readonly Float64Array[] {
    const rows = this.numberLists(name, bounds);
    this.#refuseRagged(rows, name);
    return rows;
  }

  /** Rows of equal length of numbers, strings or null (missing). */
  table(name: string, bounds: ListBounds = {}): readonly (readonly (number | string | null)[])[] {
    const rows = this.list(name, bounds).map((row, r) => {
      const list = this.#list(row, `${name}[${r}]`, {});
      const at = list.findIndex(
        (value) => !(value === null || typeof value === 'string' || typeof value === 'number'),
      );
      if (at >= 0) this.fail(`${name}[${r}][${at}]`, 'must be a number, a string or null');
      return list as readonly (number | string | null)[];
    });
    this.#refuseRagged(rows, name);
    return rows;
  }

  /** An object inside this one; what it leaves unread is refused with the rest. */
  nested(name: string): Fields {
    const fields = fieldsOf(this.required(name), `${this.#path}.${name}`);
    this.#nested.push(fields);
    return fields;
  }

  /** A list of objects. */
  nestedList(name: string, bounds: ListBounds = {}): readonly Fields[] {
    const list = this.list(name, bounds).map((value, index) =>
      fieldsOf(value, `${this.#path}.${name}[${index}]`),
    );
    for (const fields of list) this.#nested.push(fields);
    return list;
  }

  /** @param what continues the sentence after the field's name: `must be …`, `is missing` */
  fail(name: string, what: string): never {
    throw new EvaluationError('bad-input', `${this.#path}.${name} ${what}.`);
  }

  /** Throws `unknown-parameter` where the line brings a field that nobody asked for. */
  refuseUnread(): void {
    const unread = this.names.filter((name) => !this.#read.has(name));
    if (unread.length > 0) {
      const known = [...this.#read].sort();
      throw new EvaluationError(
        'unknown-parameter',
        `${this.#path} has ${unread.map((name) => JSON.stringify(name.slice(0, 60))).join(', ')}, which this metric does not know. ${
          known.length === 0 ? 'It takes none here.' : `It knows ${known.join(', ')}.`
        }`,
      );
    }
    for (const fields of this.#nested) fields.refuseUnread();
  }

  #peek(name: string): unknown {
    const value = Object.hasOwn(this.#record, name) ? this.#record[name] : undefined;
    return value === null ? undefined : value;
  }

  #valueOr(name: string, otherwise: unknown): unknown {
    return otherwise === undefined ? this.required(name) : (this.raw(name) ?? otherwise);
  }

  #number(value: unknown, name: string, bounds: NumberBounds): number {
    const number =
      typeof value === 'string' && Object.hasOwn(nonFiniteNames, value) ? nonFiniteNames[value] : value;
    if (typeof number !== 'number') this.fail(name, 'must be a number');
    if (!Number.isFinite(number) && bounds.nonFinite !== 'allowed')
      this.fail(name, 'must be a finite number');
    const { min, max, above, below } = bounds;
    if (min !== undefined && number < min) this.fail(name, `must be at least ${min}`);
    if (max !== undefined && number > max) this.fail(name, `must be at most ${max}`);
    if (above !== undefined && number <= above) this.fail(name, `must be above ${above}`);
    if (below !== undefined && number >= below) this.fail(name, `must be below ${below}`);
    return number;
  }

  #numbers(value: unknown, name: string, bounds: NumberBounds & ListBounds): Float64Array {
    const list = this.#list(value, name, bounds);
    const numbers = new Float64Array(list.length);
    for (let i = 0; i < list.length; i++) {
      const element = list[i];
      // The plain case first: lists of a million numbers are nothing special here.
      numbers[i] =
        typeof element === 'number' && bounds.min === undefined && bounds.max === undefined && isBare(bounds)
          ? element
          : this.#number(element, `${name}[${i}]`, bounds);
    }
    return numbers;
  }

  #strings(value: unknown, name: string, bounds: ListBounds): readonly string[] {
    const list = this.#list(value, name, bounds);
    const at = list.findIndex((element) => typeof element !== 'string');
    if (at >= 0) this.fail(`${name}[${at}]`, 'must be a string');
    return list as readonly string[];
  }

  #list(value: unknown, name: string, { atLeast, atMost }: ListBounds): readonly unknown[] {
    if (!Array.isArray(value)) this.fail(name, 'must be a list');
    if (atLeast !== undefined && value.length < atLeast)
      this.fail(
        name,
        `must have at least ${atLeast} element${atLeast === 1 ? '' : 's'}, not ${value.length}`,
      );
    if (atMost !== undefined && value.length > atMost)
      this.fail(name, `must have at most ${atMost} element${atMost === 1 ? '' : 's'}, not ${value.length}`);
    return value;
  }

  #refuseRagged(rows: readonly { readonly length: number }[], name: string): void {
    const width = rows[0]?.length ?? 0;
    const at = rows.findIndex((row) => row.length !== width);
    if (at >= 0) this.fail(`${name}[${at}]`, `must have ${width} elements, as the first row has`);
  }
}

function isBare({ above, below }: NumberBounds): boolean {
  return above === undefined && below === undefined;
}

/** @throws bad-line where the value is no object */
export function fieldsOf(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new EvaluationError('bad-line', `${path} must be an object.`);
  return new Fields(value as Json, path);
}
