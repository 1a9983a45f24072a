import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fillDatabase,
  type World,
  worldDataset,
  worldEmotions,
  worldHistory,
  worldRun,
  worldSplits,
  worldSystems,
  worlds,
  worldText,
} from '#tests/integration/dialogue-world.ts';
import { temporaryDatabase } from '../testing.ts';
import { foldText } from '../text-functions.ts';
import { matchingContextIds } from './comparison-contexts.ts';

interface Asked {
  readonly emotion: string | null;
  readonly split: string | null;
  readonly search: string;
  readonly systems: readonly string[];
  readonly differ: readonly [string, string] | null;
  readonly flagged: boolean;
}

const system = fc.constantFrom(...worldSystems);
const asked: fc.Arbitrary<Asked> = fc.record({
  emotion: fc.option(fc.constantFrom(...worldEmotions), { freq: 1 }),
  split: fc.option(fc.constantFrom(...worldSplits), { freq: 1 }),
  search: fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 3, arbitrary: worldText }),
  systems: fc.subarray([...worldSystems]),
  differ: fc.option(fc.tuple(system, system), { freq: 1 }),
  flagged: fc.boolean(),
});

function idsByHand(world: World, filter: Asked): number[] {
  const holds = (text: string | null | undefined) => foldText(text ?? '').includes(foldText(filter.search));
  const words = (text: string | null | undefined) => text?.split(/\s+/u).filter(Boolean).join(' ') ?? null;
  let id = 0;
  return world.dialogues.flatMap((dialogue) =>
    dialogue.contexts.flatMap((context, position) => {
      id++;
      const answer = (name: string) => context.answers[worldSystems.indexOf(name as 'human')];
      const [a, b] = (filter.differ ?? []).map((name) => words(answer(name)));
      const texts = [
        dialogue.situation,
        ...worldHistory(dialogue, position).map((turn) => turn.text),
        ...filter.systems.map(answer),
      ];
      const shown =
        !context.pending &&
        !dialogue.pending &&
        (filter.emotion === null || dialogue.emotion === filter.emotion) &&
        (filter.split === null || dialogue.split === filter.split) &&
        (!filter.flagged || context.flaggedBy !== 'nobody') &&
        (filter.search === '' || texts.some(holds)) &&
        (!filter.differ || (a !== null && b !== null && a !== b));
      return shown ? [id] : [];
    }),
  );
}

describe('the contexts under a filter', () => {
  test('are those that the plain conditions leave, in the order in which they came in', () => {
    const db = temporaryDatabase();
    fc.assert(
      fc.property(worlds, asked, (world, { systems, differ, ...rest }) => {
        fillDatabase(db, world);
        const ids = matchingContextIds(db, {
          ...rest,
          datasetId: worldDataset,
          runIds: systems.map(worldRun),
          differ: differ && [worldRun(differ[0]), worldRun(differ[1])],
        });
        expect(ids).toEqual(idsByHand(world, { systems, differ, ...rest }));
      }),
      { numRuns: 500 },
    );
  });

  test('do not differ by blanks and line breaks alone, but by a capital', () => {
    const db = temporaryDatabase();
    const context = { pending: false, flaggedBy: 'nobody' } as const;
    const dialogue = { emotion: null, split: null, situation: null, turns: ['Hi'], pending: false };
    fillDatabase(db, {
      dialogues: [
        { ...dialogue, contexts: [{ ...context, answers: [null, 'oh  no\n', ' oh no'] }] },
        { ...dialogue, contexts: [{ ...context, answers: [null, 'oh no', 'Oh no'] }] },
      ],
    });
    const differ = [worldRun('anna'), worldRun('bob')] as const;
    const all = { emotion: null, split: null, search: '', runIds: [], flagged: false };
    expect(matchingContextIds(db, { datasetId: worldDataset, ...all, differ })).toEqual([2]);
  });

  test('are not found by what belongs to the way a history is stored', () => {
    const db = temporaryDatabase();
    const dialogue = { emotion: null, split: null, situation: null, pending: false };
    const contexts = [{ pending: false, flaggedBy: 'nobody', answers: [null, null, null] }] as const;
    fillDatabase(db, { dialogues: [{ ...dialogue, turns: ['Say "hi"\nto her'], contexts }] });
    const found = (search: string) => {
      const all = { emotion: null, split: null, runIds: [], differ: null, flagged: false };
      return matchingContextIds(db, { datasetId: worldDataset, ...all, search }).length;
    };
    expect(found('SAY "HI"')).toBe(1);
    expect(found('"\nto')).toBe(1);
    expect(found('speaker')).toBe(0);
    expect(found('text')).toBe(0);
    expect(found('\\n')).toBe(0);
  });
});
