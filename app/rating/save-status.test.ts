import { expect, test } from 'vitest';
import type { QueueEntry } from './queue-entry.ts';
import { emptySaveQueue, type SaveQueueState, type Trouble } from './save-queue-state.ts';
import { saveStatus } from './save-status.ts';

function queue({
  waiting = 0,
  refused = 0,
  trouble,
  savedAt = null,
}: {
  readonly waiting?: number;
  readonly refused?: number;
  readonly trouble?: Trouble['kind'];
  readonly savedAt?: string | null;
}): SaveQueueState {
  const entry = (index: number): QueueEntry => ({
    assignment: 'asg_1',
    target: { kind: 'rating', position: index + 1, criterion: 'empathy' },
    value: 3,
    clientId: 'tab-number-0',
    clientSequence: index,
    order: index,
    refused: index < refused ? 'This study is closed.' : null,
  });
  return {
    ...emptySaveQueue('tab-number-0'),
    waiting: Array.from({ length: waiting + refused }, (_, index) => ({
      entry: entry(index),
      eligibleAt: 0,
      failures: 0,
    })),
    trouble: trouble ? { kind: trouble, failures: 1, retryAt: 0 } : null,
    lastSavedAt: savedAt,
  };
}

const says = (state: SaveQueueState, more: { online?: boolean; durable?: boolean } = {}) =>
  saveStatus({ queue: state, online: true, durable: true, ...more }, (iso) => iso.slice(11, 19)).text;

test('The status line says in words how it stands with the answers', () => {
  expect(says(queue({}))).toBe('Every answer is saved as you give it');
  expect(says(queue({ waiting: 1 }))).toBe('Saving…');
  expect(says(queue({ savedAt: '2026-01-05T12:03:21.500Z' }))).toBe('Saved 12:03:21');
  expect(says(queue({ waiting: 2, trouble: 'network' }))).toBe('Offline: 2 answers kept on this device');
  expect(says(queue({ waiting: 1 }), { online: false })).toBe('Offline: 1 answer kept on this device');
  expect(says(queue({ waiting: 3, trouble: 'unavailable' }))).toBe(
    'The server is busy: 3 answers kept on this device',
  );
  expect(says(queue({ waiting: 2, trouble: 'signed-out' }))).toBe(
    'Signed out: 2 answers kept on this device',
  );
  expect(says(queue({ refused: 1, savedAt: '2026-01-05T12:03:21.500Z' }))).toBe('1 answer not saved');
});

test('Where the browser keeps nothing, the status line does not promise that it does', () => {
  expect(says(queue({ waiting: 2, trouble: 'network' }), { durable: false })).toBe(
    'Offline: 2 answers kept while this page is open',
  );
});
