import { expect, test } from 'vitest';
import { type RowStreamOptions, rowStream } from './row-stream.server.ts';

/** Rows without end; tells how many were made and whether they were let go. */
function countedRows(limit = Number.POSITIVE_INFINITY) {
  const state = { made: 0, closed: false };
  function* rows() {
    try {
      for (; state.made < limit; state.made++) yield `${'x'.repeat(1000)}\n`;
    } finally {
      state.closed = true;
    }
  }
  return { state, rows: rows() };
}

function options(changes: Partial<RowStreamOptions>): RowStreamOptions {
  const never = new AbortController().signal;
  return { header: '', rows: [], drained: async () => {}, left: never, shutdown: never, ...changes };
}

test('header and rows arrive whole and in order', async () => {
  const rows = Array.from({ length: 5000 }, (_, index) => `row ${index} äöü\n`);
  const text = await new Response(rowStream(options({ header: 'head\n', rows }))).text();
  expect(text).toBe(`head\n${rows.join('')}`);
});

test('a body without rows is its header alone', async () => {
  expect(await new Response(rowStream(options({ header: 'head\n' }))).text()).toBe('head\n');
});

test('nothing is made before it is asked for, nor while the client has not taken what was sent', async () => {
  const { state, rows } = countedRows();
  let go = () => {};
  const reader = rowStream(
    options({ rows, drained: () => new Promise((resolve) => (go = resolve)) }),
  ).getReader();
  await new Promise(setImmediate);
  expect(state.made).toBe(0);
  const part = reader.read();
  await new Promise(setImmediate);
  expect(state.made).toBe(0);
  go();
  expect((await part).value?.length).toBeGreaterThan(60_000);
  expect(state.made).toBeLessThan(100);
});

test('rows are let go when the reader cancels', async () => {
  const { state, rows } = countedRows();
  const reader = rowStream(options({ rows })).getReader();
  await reader.read();
  await reader.cancel();
  expect(state.closed).toBe(true);
});

test('rows are let go when the client leaves, and the stream ends', async () => {
  const { state, rows } = countedRows();
  const left = new AbortController();
  const reader = rowStream(options({ rows, left: left.signal })).getReader();
  await reader.read();
  left.abort();
  expect((await reader.read()).done).toBe(true);
  expect(state.closed).toBe(true);
});

test('a server that stops breaks the download off rather than passing a part for the whole', async () => {
  const { state, rows } = countedRows();
  const shutdown = new AbortController();
  const reader = rowStream(options({ rows, shutdown: shutdown.signal })).getReader();
  await reader.read();
  shutdown.abort();
  await expect(reader.read()).rejects.toThrow('not complete');
  expect(state.closed).toBe(true);
});

test('a fault between two rows breaks the download off', async () => {
  function* rows() {
    yield 'one\n';
    throw new Error('disk gone');
  }
  await expect(new Response(rowStream(options({ rows: rows() }))).text()).rejects.toThrow();
});
