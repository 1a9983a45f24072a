import { expect, test } from 'vitest';
import { TurnSlots } from './turn-slots.ts';

test('turns are had in the order of asking, also where one asks just as a turn becomes free', async () => {
  const slots = new TurnSlots({ count: 1, mostWaiting: 9 });
  const { signal } = new AbortController();
  const order: string[] = [];
  const take = (name: string) => slots.run(async () => void order.push(name), signal);
  let late: Promise<void> | undefined;
  const first = slots.run(async () => {}, signal).then(() => (late = take('late')));
  await Promise.all([first, take('second'), take('third')]);
  await late;
  expect(order).toEqual(['second', 'third', 'late']);
});

test('one that leaves while it waits gives its place back', async () => {
  const slots = new TurnSlots({ count: 1, mostWaiting: 1 });
  const { signal } = new AbortController();
  const leave = new AbortController();
  let end = () => {};
  const first = slots.run(() => new Promise<void>((resolve) => (end = resolve)), signal);
  const left = slots.run(async () => 'never', leave.signal);
  await expect(slots.run(async () => 'refused', signal)).rejects.toMatchObject({ code: 'busy' });
  leave.abort();
  await expect(left).rejects.toMatchObject({ code: 'interrupted' });
  const next = slots.run(async () => 'had its turn', signal);
  end();
  await first;
  expect(await next).toBe('had its turn');
});
