import { expect, test } from 'vitest';
import { eventStream, pause } from './event-stream.server.ts';

interface Asked {
  readonly response: Response;
  /** The browser leaves. */
  readonly leave: AbortController;
  readonly shutdown: AbortController;
  /** What was logged. */
  readonly logged: unknown[];
}

function ask(events: (signal: AbortSignal) => AsyncIterable<unknown>, heartbeat?: number): Asked {
  const [leave, shutdown] = [new AbortController(), new AbortController()];
  const logged: unknown[] = [];
  const log = { error: (entry: unknown) => void logged.push(entry) };
  const beat = heartbeat === undefined ? {} : { heartbeat };
  const response = eventStream({ left: leave.signal, shutdown: shutdown.signal, log, ...beat }, events);
  return { leave, shutdown, logged, response };
}

test('what is yielded arrives as JSON, one event each, and the stream ends with it', async () => {
  const { response } = ask(async function* () {
    yield { done: 1 };
    yield 'line\nbreak';
  });
  expect(response.headers.get('Content-Type')).toBe('text/event-stream');
  expect(await response.text()).toBe('data: {"done":1}\n\ndata: "line\\nbreak"\n\n');
});

test('a failure ends the stream; what it was is told to the log alone', async () => {
  const { response, logged } = ask(async function* () {
    yield 1;
    throw new Error('a secret');
  });
  const text = await response.text();
  expect(text).toContain('event: failed');
  expect(text).not.toContain('secret');
  expect(logged).toMatchObject([{ err: { message: 'a secret' } }]);
});

test('comments keep a quiet stream open', async () => {
  const { response } = ask(async function* (signal) {
    await pause(60, signal);
    yield 'late';
  }, 10);
  expect(await response.text()).toMatch(/^(: still here\n\n)+data: "late"\n\n/);
});

/** Yields for ever; says when it has been stopped. */
function endless() {
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  async function* events(signal: AbortSignal) {
    try {
      for (let n = 0; !signal.aborted; n++) {
        yield n;
        await pause(5, signal);
      }
    } finally {
      stop();
    }
  }
  return { events, stopped };
}

test('it stops when the browser leaves', async () => {
  const { events, stopped } = endless();
  const { response, leave } = ask(events);
  await response.body!.getReader().read();
  leave.abort();
  await stopped;
});

test('it stops when the reader cancels', async () => {
  const { events, stopped } = endless();
  const { response } = ask(events);
  const reader = response.body!.getReader();
  await reader.read();
  await reader.cancel();
  await stopped;
});

test('it ends when the server shuts down', async () => {
  const { events, stopped } = endless();
  const { response, shutdown } = ask(events);
  const reader = response.body!.getReader();
  await reader.read();
  shutdown.abort();
  await stopped;
  for (let read = await reader.read(); !read.done; read = await reader.read());
});

test('a pause ends early when it is no longer wanted', async () => {
  const over = new AbortController();
  const paused = pause(1e9, over.signal);
  over.abort();
  await paused;
  await pause(1e9, over.signal);
});
