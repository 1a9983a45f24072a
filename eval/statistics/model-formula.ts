/** A row of data: a number, a word or nothing for each variable. */
export type DataRow = Readonly<Record<string, unknown>>;

/** A term of fixed effects: one variable, or several that interact. */
export type FixedTerm = readonly string[];

export interface RandomTerm {
  readonly group: string;
  readonly intercept: boolean;
  readonly slopes: readonly string[];
}

export interface ModelFormula {
  readonly response: string;
  readonly intercept: boolean;
  readonly fixed: readonly FixedTerm[];
  readonly random: readonly RandomTerm[];
}

/**
 * Reads a formula in R's notation: `y ~ a + b + a:b + (1|g) + (1 + x|h)`; `a*b` is a, b and a:b, `(x||g)` uncorrelated,
 * `0` or `-1` takes the intercept away.
 * @throws RangeError where it cannot be read
 */
export function parseFormula(text: string): ModelFormula {
  const [left, right, ...rest] = text.split('~');
  const response = left?.trim() ?? '';
  if (right === undefined || rest.length > 0 || !isVariable(response))
    throw new RangeError('a formula has the form "response ~ terms"');
  const fixed: FixedTerm[] = [];
  const random: RandomTerm[] = [];
  let intercept = true;
  const add = (term: FixedTerm) => {
    if (!fixed.some((known) => known.join(':') === term.join(':'))) fixed.push(term);
  };
  for (const part of splitTerms(right)) {
    if (part === '1') continue;
    if (part === '0' || part === '-1') intercept = false;
    else if (part.startsWith('(')) random.push(...randomTerms(part));
    else if (part.includes('*')) for (const term of crossed(variablesOf(part, '*'))) add(term);
    else add(variablesOf(part, ':'));
  }
  // Main effects come before interactions, as R orders them.
  const ordered = fixed.map((term, index) => ({ term, index }));
  ordered.sort((a, b) => a.term.length - b.term.length || a.index - b.index);
  return { response, intercept, fixed: ordered.map(({ term }) => term), random };
}

function splitTerms(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of text.replaceAll(/\s-\s*1\b/g, ' + -1')) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === '+' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  parts.push(part.trim());
  if (depth !== 0 || parts.some((one) => one === ''))
    throw new RangeError('a term of the formula is empty or not closed');
  return parts;
}

function randomTerms(text: string): RandomTerm[] {
  const match = /^\(([^|]*)(\|\|?)([^|]*)\)$/.exec(text);
  const group = match?.[3]?.trim() ?? '';
  if (!match || !isVariable(group))
    throw new RangeError('a random term has the form (1|group) or (1 + x|group)');
  const parts = (match[1] ?? '').split('+').map((part) => part.trim());
  const slopes = parts.filter((part) => part !== '0' && part !== '1');
  if (slopes.some((slope) => !isVariable(slope))) throw new RangeError('a random slope must be a variable');
  const intercept = !parts.includes('0');
  if (match[2] === '|') return [{ group, intercept, slopes }];
  const separate = slopes.map((slope) => ({ group, intercept: false, slopes: [slope] }));
  return intercept ? [{ group, intercept: true, slopes: [] }, ...separate] : separate;
}

function variablesOf(text: string, separator: string): string[] {
  const names = text.split(separator).map((name) => name.trim());
  if (names.some((name) => !isVariable(name)))
    throw new RangeError('a term must be variables, joined by : or *');
  return names;
}

/** All products of the variables. */
function crossed(names: readonly string[]): string[][] {
  const terms: string[][] = [];
  for (const name of names) {
    const before = terms.length;
    terms.push([name]);
    for (let i = 0; i < before; i++) terms.push([...(terms[i] ?? []), name]);
  }
  return terms;
}

function isVariable(text: string): boolean {
  return /^[A-Za-z.][\w.]*$/.test(text);
}

/** Columns of fixed effects by row. */
export interface Design {
  readonly names: readonly string[];
  /** Which term each column is of, by place in the formula; −1 for the intercept. */
  readonly terms: readonly number[];
  /** Row-major [rows, columns]. */
  readonly values: Float64Array;
}

/** What turns rows into columns: learnt from the data, applied to new rows as well. */
export interface Coding {
  readonly levels: ReadonlyMap<string, readonly string[]>;
}

/**
 * The levels of the variables that are not numbers, in the order in which they first appear in the data.
 * @throws RangeError where a row lacks a variable
 */
export function learnCoding(rows: readonly DataRow[], variables: Iterable<string>): Coding {
  const levels = new Map<string, readonly string[]>();
  for (const name of variables) {
    const values = rows.map((row) => variableValue(row, name));
    if (!values.every((value) => typeof value === 'number'))
      levels.set(name, [...new Set(values.map(String))]);
  }
  return { levels };
}

/** Treatment contrasts: a column for each level but the first, named by variable and level as R does. */
export function buildDesign(
  rows: readonly DataRow[],
  { fixed, intercept }: Pick<ModelFormula, 'fixed' | 'intercept'>,
  { levels }: Coding,
): Design {
  const columns: { readonly name: string; readonly term: number; readonly values: Float64Array }[] = [];
  if (intercept)
    columns.push({ name: '(Intercept)', term: -1, values: new Float64Array(rows.length).fill(1) });
  fixed.forEach((names, term) => {
    const parts = names.map((name) => variableColumns(rows, name, levels.get(name)));
    const products = parts.reduce((left, right) =>
      right.flatMap((b) =>
        left.map((a) => ({
          name: `${a.name}:${b.name}`,
          values: a.values.map((value, i) => value * b.values[i]!),
        })),
      ),
    );
    for (const { name, values } of products) columns.push({ name, term, values });
  });
  const values = new Float64Array(rows.length * columns.length);
  columns.forEach((column, j) => {
    for (let i = 0; i < rows.length; i++) values[i * columns.length + j] = column.values[i]!;
  });
  return { names: columns.map(({ name }) => name), terms: columns.map(({ term }) => term), values };
}

function variableColumns(rows: readonly DataRow[], name: string, levels: readonly string[] | undefined) {
  if (!levels)
    return [
      {
        name,
        values: Float64Array.from(rows, (row) => {
          const value = variableValue(row, name);
          if (typeof value !== 'number') throw new RangeError(`${name} must be a number in every row`);
          return value;
        }),
      },
    ];
  const places = rows.map((row) => {
    const place = levels.indexOf(String(variableValue(row, name)));
    if (place < 0) throw new RangeError(`${name} has a level that the data do not have`);
    return place;
  });
  return levels.slice(1).map((level, index) => ({
    name: `${name}${level}`,
    values: Float64Array.from(places, (place) => (place === index + 1 ? 1 : 0)),
  }));
}

/** @throws RangeError where the row has none, or neither a number nor a word */
export function variableValue(row: DataRow, name: string): number | string | boolean {
  const value = Object.hasOwn(row, name) ? row[name] : undefined;
  if (
    typeof value === 'number'
      ? Number.isFinite(value)
      : typeof value === 'string' || typeof value === 'boolean'
  )
    return value as number | string | boolean;
  throw new RangeError(`every row must have ${name}, as a number or a string`);
}

/** Rows that have all of the variables: R's na.omit. */
export function completeRows(rows: readonly DataRow[], variables: readonly string[]): readonly DataRow[] {
  return rows.filter((row) => variables.every((name) => row[name] !== null));
}

/** All variables of a formula, the response first. */
export function variablesIn({ response, fixed, random }: ModelFormula): string[] {
  return [
    ...new Set([response, ...fixed.flat(), ...random.flatMap(({ group, slopes }) => [group, ...slopes])]),
  ];
}
