import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { normaliseUtterance } from './normalise-utterance.ts';
import { readUnpacked } from './read-lines.ts';

/** A post, an answer to it, and how strongly the answer shows one empathy mechanism (Sharma et al. 2020). */
export interface EpitomeRow {
  /** Split by this: a post has several answers. */
  readonly seekerId: string;
  readonly responseId: string;
  readonly seekerPost: string;
  readonly responsePost: string;
  /** 0 none, 1 weak, 2 strong */
  readonly level: 0 | 1 | 2;
  /** The parts of the answer that show it. */
  readonly rationales: readonly string[];
}

const row = z
  .object({
    sp_id: z.string(),
    rp_id: z.string(),
    seeker_post: z.string(),
    response_post: z.string(),
    level: z.enum(['0', '1', '2']),
    rationales: z.string(),
  })
  .transform(
    (found): EpitomeRow => ({
      seekerId: found.sp_id,
      responseId: found.rp_id,
      seekerPost: normaliseUtterance(found.seeker_post),
      responsePost: normaliseUtterance(found.response_post),
      level: Number(found.level) as 0 | 1 | 2,
      rationales: found.rationales
        .split('|')
        .map(normaliseUtterance)
        .filter((part) => part !== ''),
    }),
  );

/**
 * The rows of one of EPITOME's files, `.gz` unpacked, in the file's order.
 * @throws WorkbenchError `bad-input` where the file is missing; `bad-row` where it has other columns or levels
 */
export async function* readEpitome(path: string): AsyncGenerator<EpitomeRow> {
  const rows = Readable.from(readUnpacked(path)).compose(parse({ columns: true, bom: true }));
  let number = 0;
  try {
    for await (const found of rows) {
      number++;
      yield row.parse(found);
    }
  } catch (error) {
    if (error instanceof WorkbenchError) throw error;
    throw new WorkbenchError(
      'bad-row',
      `${path}, row ${number} is not one of EPITOME: the columns are sp_id, rp_id, seeker_post, response_post, level (0, 1 or 2) and rationales.`,
      { line: number },
    );
  }
}
