import { expect, it } from 'vitest';
import { simulatePeople } from './simulate-people.ts';
import { Refused, type Talker } from './talker.ts';

const conversations = [['a', 'b'], ['c']];

function people(talkers: readonly Talker[]) {
  return simulatePeople({ talkers, conversations, intervalMs: 5, warmUpMs: 0, measuredMs: 60 });
}

function talker(say: Talker['say']): Talker {
  return { begin: async () => {}, say };
}

const reply = { text: 'yes', firstMs: 1, wholeMs: 2 };

it('everybody says the conversations in their order, one message after another', async () => {
  const said: string[] = [];
  const { replies, failures } = await people([
    talker(async (text) => {
      said.push(text);
      return reply;
    }),
  ]);
  expect(said.slice(0, 4)).toEqual(['a', 'b', 'c', 'a']);
  expect(replies.length).toBe(said.length);
  expect(failures).toEqual([]);
});

it('a refused message is sent again, and its waiting counts', async () => {
  let asked = 0;
  const { replies, refused } = await people([
    talker(async () => {
      if (asked++ === 0) throw new Refused(0.03);
      return reply;
    }),
  ]);
  expect(refused).toBe(1);
  expect(replies[0]?.wholeMs).toBeGreaterThanOrEqual(25);
});

it('a failure is told and ends its conversation, not the person', async () => {
  const said: string[] = [];
  const { failures } = await people([
    talker(async (text) => {
      said.push(text);
      if (text === 'a') throw new Error('broken');
      return reply;
    }),
  ]);
  expect(said.slice(0, 2)).toEqual(['a', 'c']);
  expect(failures[0]).toBe('broken');
});
