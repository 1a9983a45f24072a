import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fillDatabase,
  type World,
  worldDataset,
  worldEmotions,
  worldSplits,
  worlds,
  worldText,
} from '#tests/integration/dialogue-world.ts';
import { temporaryDatabase } from '../testing.ts';
import { foldText } from '../text-functions.ts';
import { type DialoguePageRequest, dialoguePage, dialogueSorts } from './dialogue-page.ts';

const requests: fc.Arbitrary<Omit<DialoguePageRequest, 'datasetId'>> = fc.record({
  emotion: fc.option(fc.constantFrom(...worldEmotions), { freq: 1 }),
  split: fc.option(fc.constantFrom(...worldSplits), { freq: 1 }),
  search: fc.oneof(fc.constant(''), worldText),
  sort: fc.constantFrom(...dialogueSorts),
  descending: fc.boolean(),
  limit: fc.integer({ min: 1, max: 4 }),
  offset: fc.integer({ min: 0, max: 4 }),
});

interface Plain {
  readonly convId: string;
  readonly emotion: string | null;
  readonly split: string | null;
  readonly situation: string | null;
  readonly turns: readonly string[];
}

/** The same page, worked out over plain values. */
function pageByHand(world: World, request: Omit<DialoguePageRequest, 'datasetId'>) {
  const holds = (text: string | null) => foldText(text ?? '').includes(foldText(request.search));
  const found = world.dialogues
    .map((dialogue, index): Plain & { pending: boolean } => ({ ...dialogue, convId: `conv:${index + 1}` }))
    .filter((row) => !row.pending && (request.search === '' || [row.situation, ...row.turns].some(holds)));
  const inEmotion = found.filter((row) => request.emotion === null || row.emotion === request.emotion);
  const matching = inEmotion.filter((row) => request.split === null || row.split === request.split);
  const key = (row: Plain): string | number | null =>
    ({
      order: 0,
      conv_id: row.convId,
      emotion: row.emotion,
      split: row.split,
      turns: row.turns.length,
    })[request.sort];
  const sorted = matching.toSorted((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return (x < y ? -1 : x > y ? 1 : 0) * (request.descending ? -1 : 1);
  });
  const ordered = request.sort === 'order' && request.descending ? matching.toReversed() : sorted;
  return {
    convIds: ordered.slice(request.offset, request.offset + request.limit).map((row) => row.convId),
    total: matching.length,
    splits: new Map(
      worldSplits.map((value) => [value as string, inEmotion.filter((row) => row.split === value).length]),
    ),
  };
}

describe('a page of dialogues', () => {
  test('holds the rows, total and counts that plain filtering, sorting and slicing give', () => {
    const db = temporaryDatabase();
    fc.assert(
      fc.property(worlds, requests, (world, request) => {
        fillDatabase(db, world);
        const page = dialoguePage(db, { datasetId: worldDataset, ...request });
        const byHand = pageByHand(world, request);
        expect(page.rows.map((row) => row.convId)).toEqual(byHand.convIds);
        expect(page.total).toBe(byHand.total);
        for (const { value, count } of page.splits) expect(count).toBe(byHand.splits.get(value));
        const listed = new Set(page.splits.map(({ value }) => value));
        for (const [value, count] of byHand.splits) if (!listed.has(value)) expect(count).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test('counts beside an emotion what choosing it shows', () => {
    const db = temporaryDatabase();
    fc.assert(
      fc.property(worlds, requests, (world, request) => {
        fillDatabase(db, world);
        const here = { datasetId: worldDataset, ...request };
        for (const { value, count } of dialoguePage(db, here).emotions)
          expect(dialoguePage(db, { ...here, emotion: value }).total).toBe(count);
      }),
      { numRuns: 60 },
    );
  });

  test('shows of a found dialogue the first turn that holds the words, and of others the first turn', () => {
    const db = temporaryDatabase();
    const dialogue = { emotion: null, split: null, situation: null, pending: false, contexts: [] };
    const turns = ['Hello', '100 % ÄRGER', '100 pure'];
    fillDatabase(db, { dialogues: [{ ...dialogue, situation: 'Bad day', turns }] });
    const excerptOf = (search: string) => {
      const all = { datasetId: worldDataset, emotion: null, split: null, sort: 'order', offset: 0 } as const;
      return dialoguePage(db, { ...all, search, descending: false, limit: 5 }).rows[0]?.excerpt;
    };
    expect(excerptOf('')).toBe('Hello');
    expect(excerptOf('ärger')).toBe('100 % ÄRGER');
    expect(excerptOf('100 %')).toBe('100 % ÄRGER');
    expect(excerptOf('bad')).toBe('Hello');
    expect(excerptOf('1%P')).toBeUndefined();
  });
});
