import { expect, onTestFinished, test, vi } from 'vitest';
import type { ChatReply } from '#app/components/chat/chat-view.ts';
import { LaneEvents } from './lane-events.server.ts';

const nextTurn = () => new Promise(setImmediate);

/** What a reader is told, up to now. */
function reader(lanes: LaneEvents) {
  const told: string[] = [];
  let text = '';
  void (async () => {
    for await (const event of lanes) {
      if (event.kind === 'text') {
        text = text.slice(0, event.keep) + event.add;
        told.push(text);
      } else told.push(event.kind);
    }
    told.push('over');
  })();
  return told;
}

const reply = {} as ChatReply;

/** So many that words are told together, by a clock that is moved by hand. */
function crowd(): void {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const others = Array.from({ length: 30 }, () => new LaneEvents());
  onTestFinished(() => {
    for (const other of others) other.end();
    vi.runAllTimers();
    vi.useRealTimers();
  });
}

test('alone, each word is told as it comes', async () => {
  const lanes = new LaneEvents();
  const told = reader(lanes);
  for (const text of ['I', 'I am', 'I am here']) {
    lanes.write(0, text);
    await nextTurn();
  }
  lanes.end();
  await nextTurn();
  expect(told).toEqual(['I', 'I am', 'I am here', 'over']);
});

test('among many, the first words are told at once, further ones together, and the whole reply at once', async () => {
  crowd();
  const lanes = new LaneEvents();
  const told = reader(lanes);
  for (const text of ['I', 'I am', 'I am so']) {
    lanes.write(0, text);
    await nextTurn();
  }
  expect(told).toEqual(['I']);
  vi.advanceTimersByTime(200);
  await nextTurn();
  expect(told).toEqual(['I', 'I am so']);
  lanes.write(0, 'I am so sorry');
  lanes.tell({ kind: 'done', lane: 0, reply });
  lanes.end();
  await nextTurn();
  expect(told).toEqual(['I', 'I am so', 'done', 'over']);
});

test('the first words of another lane do not wait for those that follow in one', async () => {
  crowd();
  const lanes = new LaneEvents();
  const lanesTold: number[] = [];
  void (async () => {
    for await (const event of lanes) if (event.kind === 'text') lanesTold.push(event.lane);
  })();
  for (const lane of [0, 1, 0, 1]) {
    lanes.write(lane, `words ${lanesTold.length}`);
    await nextTurn();
  }
  expect(lanesTold).toEqual([0, 1]);
  vi.advanceTimersByTime(200);
  await nextTurn();
  expect(lanesTold).toEqual([0, 1, 0, 1]);
  lanes.end();
});
