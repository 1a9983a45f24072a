import { expect, test } from 'vitest';
import { failureOf } from '#tests/failure-of.ts';
import { LevelReader, readTogether } from './level-reader.ts';

const levels = { emotionalReaction: [1, 0, 0], interpretation: [0, 1, 0], exploration: [0, 0, 1] } as const;
const asked = (text: string) => ({ context: [{ speaker: 'speaker', text }] as const, reply: `to ${text}` });

function fixture(underWay: number) {
  const read: string[][] = [];
  const state = { isFailing: false };
  const reader = new LevelReader({
    open: async () => {
      if (state.isFailing) throw new TypeError('broken');
      return {
        levels: async (pairs) => {
          read.push(pairs.map(({ response }) => response));
          return pairs.map(() => levels);
        },
        dispose: async () => {},
      };
    },
    underWay: () => underWay,
  });
  return { reader, read, state };
}

test('replies are read together once there are enough of them, in their order', async () => {
  const { reader, read } = fixture(100);
  const names = Array.from({ length: readTogether + 3 }, (_, index) => `${index}`);
  expect(await Promise.all(names.map((name) => reader.read(asked(name))))).toEqual(names.map(() => levels));
  expect(read).toEqual([names.map((name) => `to ${name}`)]);
});

test('a reply that waits for others that do not come is read all the same', async () => {
  const { reader, read } = fixture(100);
  await reader.read(asked('a'));
  await Promise.all([reader.read(asked('b')), reader.read(asked('c'))]);
  expect(read).toEqual([['to a'], ['to b', 'to c']]);
});

test('when nobody else can come, nobody waits', async () => {
  const { reader, read } = fixture(1);
  await Promise.all([reader.read(asked('a')), reader.read(asked('b'))]);
  expect(read).toEqual([['to a', 'to b']]);
});

test('identifiers that fail to open fail those who wait and are opened again for the next', async () => {
  const { reader, state } = fixture(1);
  state.isFailing = true;
  await expect(reader.read(asked('a'))).rejects.toThrow('broken');
  state.isFailing = false;
  expect(await reader.read(asked('b'))).toEqual(levels);
  expect((await failureOf(reader.read(asked(' ')))).code).toBe('bad-input');
});
