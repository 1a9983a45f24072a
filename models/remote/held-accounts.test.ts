import { expect, test } from 'vitest';
import { WorkbenchError } from '#lib/errors.ts';
import { failureOf } from '#tests/failure-of.ts';
import { HeldAccounts } from './held-accounts.ts';

const signal = new AbortController().signal;
const asked = { system: 'far', most: 4, cap: 10 };
const paid = { system: 'far', most: 4, promptTokens: 1, completionTokens: 1 };

/** A cap of 10 over what is spent and reserved. */
function accounts() {
  let spent = 0;
  const held = new HeldAccounts({
    reserve: ({ most }) => {
      if (spent + most > 10) throw new WorkbenchError('unavailable', 'the cap is reached');
      spent += most;
    },
    settle: ({ most, cost }) => {
      if (Number.isNaN(cost)) throw new Error('the disk is full');
      spent += cost - most;
    },
  });
  return { held, spent: () => spent };
}

test('a request waits for those under way, and is refused where the cap is truly reached', async () => {
  const { held, spent } = accounts();
  await held.reserve(asked, signal);
  await held.reserve(asked, signal);
  let hasTurn = false;
  const third = held.reserve(asked, signal).then(() => {
    hasTurn = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(hasTurn).toBe(false);
  held.settle({ ...paid, cost: 1 });
  await third;
  expect(spent()).toBe(9);
  held.settle({ ...paid, cost: 4 });
  held.settle({ ...paid, cost: 4 });
  expect(await failureOf(held.reserve(asked, signal))).toMatchObject({ message: 'the cap is reached' });
});

test('who leaves while waiting is let go, and holds up nobody', async () => {
  const { held } = accounts();
  const leave = new AbortController();
  await held.reserve({ ...asked, most: 9 }, signal);
  const waiting = failureOf(held.reserve(asked, leave.signal));
  leave.abort();
  expect(await waiting).toMatchObject({ code: 'interrupted' });
  held.settle({ ...paid, most: 9, cost: 0 });
  await held.reserve(asked, signal);
});

test('what cannot be settled stays at its most', async () => {
  const { held, spent } = accounts();
  await held.reserve(asked, signal);
  held.settle({ ...paid, cost: Number.NaN });
  expect(spent()).toBe(4);
});
