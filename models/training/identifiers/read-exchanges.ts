import { resolve } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import { type EpitomeRow, readEpitome } from '../data/read-epitome.ts';
import { forMechanisms, type Level, type Mechanism } from './mechanisms.ts';

/** A post and an answer to it, with how strongly the answer shows each mechanism and by which of its parts. */
export interface Exchange {
  readonly seekerId: string;
  readonly context: string;
  readonly response: string;
  readonly levels: Readonly<Record<Mechanism, Level>>;
  readonly rationales: Readonly<Record<Mechanism, readonly string[]>>;
}

/**
 * EPITOME's three files as one list; they hold the same exchanges in the same order.
 * @param files from the folder of data
 * @throws WorkbenchError `bad-row` where the files do not belong together; what `readEpitome` throws
 */
export async function readExchanges(
  files: Readonly<Record<Mechanism, string>>,
  dataDir: string,
): Promise<Exchange[]> {
  const lists: Record<string, EpitomeRow[]> = {};
  for (const [mechanism, path] of Object.entries(files)) {
    const list: EpitomeRow[] = [];
    for await (const row of readEpitome(resolve(dataDir, path))) list.push(row);
    lists[mechanism] = list;
  }
  const rows = forMechanisms((mechanism) => lists[mechanism] ?? []);
  const count = rows.emotionalReaction.length;
  if (Object.values(rows).some(({ length }) => length !== count))
    throw new WorkbenchError('bad-row', "EPITOME's three files must hold the same exchanges in one order.");
  return rows.emotionalReaction.map((first, index) => exchangeOf(first, index, rows));
}

function exchangeOf(
  { seekerId, responseId, seekerPost, responsePost }: EpitomeRow,
  index: number,
  rows: Readonly<Record<Mechanism, readonly EpitomeRow[]>>,
): Exchange {
  const labelled = forMechanisms((mechanism) => {
    const row = rows[mechanism][index];
    if (row?.seekerId === seekerId && row.responseId === responseId) return row;
    throw new WorkbenchError(
      'bad-row',
      `Row ${index + 1} of EPITOME's three files is not the same exchange in all: give the files as they were published.`,
      { line: index + 1 },
    );
  });
  return {
    seekerId,
    context: seekerPost,
    response: responsePost,
    levels: forMechanisms((mechanism) => labelled[mechanism].level),
    rationales: forMechanisms((mechanism) => labelled[mechanism].rationales),
  };
}
