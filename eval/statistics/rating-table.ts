/** Ratings by subject and rater as categories; who rated what is kept, for coefficients that tell raters apart. */
export interface RatingTable {
  /** Ascending: numbers as numbers, or words as they sort; or the order that was given. */
  readonly categories: readonly (number | string)[];
  readonly subjects: number;
  readonly raters: number;
  /** Row-major [subjects, raters] into the categories, −1 where missing. */
  readonly codes: Int32Array;
}

export type RatingValue = number | string | null;

/**
 * @param rows subjects × raters, null where missing
 * @param categories all that raters could have chosen; default: those that occur
 * @throws RangeError where a value is none of the categories, or numbers are mixed with words
 */
export function ratingTable(
  rows: readonly (readonly RatingValue[])[],
  categories: readonly (number | string)[] = categoriesOf(rows),
): RatingTable {
  const raters = rows[0]?.length ?? 0;
  const indexOf = new Map(categories.map((category, index) => [category, index]));
  const codes = new Int32Array(rows.length * raters).fill(-1);
  rows.forEach((row, subject) => {
    row.forEach((value, rater) => {
      if (value === null) return;
      const index = indexOf.get(value);
      if (index === undefined) throw new RangeError('a rating is none of the categories');
      codes[subject * raters + rater] = index;
    });
  });
  return { categories, subjects: rows.length, raters, codes };
}

/** The subjects that every rater rated: R's na.omit. */
export function completeSubjects<T>(rows: readonly (readonly (T | null)[])[]): (readonly T[])[] {
  return rows.filter((row): row is readonly T[] => row.every((value) => value !== null));
}

/** Row-major [subjects, categories]: how many raters chose each category. */
export function categoryCounts({ categories, subjects, raters, codes }: RatingTable): Float64Array {
  const counts = new Float64Array(subjects * categories.length);
  for (let subject = 0; subject < subjects; subject++)
    for (let rater = 0; rater < raters; rater++) {
      const code = codes[subject * raters + rater]!;
      if (code >= 0) counts[subject * categories.length + code]!++;
    }
  return counts;
}

function categoriesOf(rows: readonly (readonly RatingValue[])[]): (number | string)[] {
  const values = new Set<number | string>();
  for (const row of rows) for (const value of row) if (value !== null) values.add(value);
  const list = [...values];
  if (list.every((value) => typeof value === 'number')) return (list as number[]).sort((a, b) => a - b);
  if (list.every((value) => typeof value === 'string')) return list.sort();
  throw new RangeError('ratings must be all numbers or all strings');
}
