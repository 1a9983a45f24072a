import type Database from 'better-sqlite3';
import type { Db } from './client.ts';

const ready = new WeakSet<Database.Database>();

/**
 * SQL functions over text that SQLite lacks, for the connection of `db`:
 * `text_includes(text, needle)` and `history_includes(history, needle, longestWord(needle))` say whether a text, or a
 * turn of a context's `history`, holds a needle made by `foldText`; `squashed(text)` is `squashText`. SQLite's own
 * LIKE tells capitals from small letters outside ASCII, and takes `%` and `_` for patterns.
 */
export function withTextFunctions(db: Db): Db {
  if (ready.has(db.driver)) return db;
  const options = { deterministic: true, directOnly: true };
  db.driver.function('text_includes', options, (text, needle) =>
    textIncludes(asText(text), asText(needle)) ? 1 : 0,
  );
  db.driver.function('history_includes', options, (history, needle, word) =>
    historyIncludes(asText(history), asText(needle), asText(word)) ? 1 : 0,
  );
  db.driver.function('squashed', options, (text) => (text === null ? null : squashText(asText(text))));
  ready.add(db.driver);
  return db;
}

/**
 * What two texts share if they differ only in capitals or in how their accents are encoded. Upper case, because it
 * unites what lower case keeps apart (ß and SS, final and inner sigma).
 */
export function foldText(text: string): string {
  return text.normalize('NFC').toUpperCase();
}

/** The text without blanks at its ends and with every run of white space as one blank. */
export function squashText(text: string): string {
  return text.trim().replace(/\s+/gu, ' ');
}

/** The longest run of letters and digits in a needle; empty where it has none. */
export function longestWord(needle: string): string {
  const words = needle.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.reduce((longest, word) => (word.length > longest.length ? word : longest), '');
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textIncludes(text: string, needle: string): boolean {
  return foldText(text).includes(needle);
}

function historyIncludes(history: string, needle: string, word: string): boolean {
  // Letters and digits stand in JSON as they are, so where the word is not, no turn needs to be taken out of it.
  if (history === '' || !textIncludes(history, word)) return false;
  const turns = JSON.parse(history) as readonly { readonly text: string }[];
  return turns.some((turn) => textIncludes(turn.text, needle));
}
