import { join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { readLines } from '../data/read-lines.ts';

/** All turns that can be exemplars, a line each; the other files name them by their line, from 0. */
export const passagesFile = 'passages.jsonl';

const passage = z.looseObject({ text: z.string() });
const found = z.looseObject({
  conversation: z.string(),
  turn: z.int(),
  exemplars: z.array(z.int().min(0)),
});

/** The exemplars that the stage `exemplars` has found. */
export interface FoundExemplars {
  /** The places of a turn's exemplars among all passages. */
  of(conversation: string, turn: number): readonly number[];
}

/**
 * The exemplars of a name, from the folder of the stage.
 * @throws WorkbenchError `bad-input` where a file is missing or of another form, or a turn that is asked for is not in it
 */
export async function readExemplars(dir: string, name: string): Promise<FoundExemplars> {
  const key = (conversation: string, turn: number) => `${conversation}\u0000${turn}`;
  const file = join(dir, `${name}.jsonl`);
  const places = new Map(
    (await linesOf(file, found)).map((line) => [key(line.conversation, line.turn), line.exemplars]),
  );
  return {
    of: (conversation, turn) => {
      const known = places.get(key(conversation, turn));
      if (known) return known;
      throw new WorkbenchError(
        'bad-input',
        `${file} has no exemplars for a turn of the data: make them with the stage "exemplars" from the same files.`,
      );
    },
  };
}

/** The texts of all turns that can be exemplars, in their places. Throws as `readExemplars`. */
export async function readPassageTexts(dir: string): Promise<string[]> {
  return (await linesOf(join(dir, passagesFile), passage)).map(({ text }) => text);
}

async function linesOf<T>(file: string, schema: z.ZodType<T>): Promise<T[]> {
  const values: T[] = [];
  let line = 0;
  for await (const text of readLines(file)) {
    line++;
    try {
      values.push(schema.parse(JSON.parse(text)));
    } catch {
      throw new WorkbenchError(
        'bad-input',
        `${file}, line ${line} is not what the stage "exemplars" writes.`,
        { line },
      );
    }
  }
  return values;
}
