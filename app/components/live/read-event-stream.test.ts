import { expect, test } from 'vitest';
import { readEventStream } from './read-event-stream.ts';

function bodyOf(text: string, sizes: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  return new ReadableStream({
    start(controller) {
      for (let start = 0; start < bytes.length; start += sizes)
        controller.enqueue(bytes.slice(start, start + sizes));
      controller.close();
    },
  });
}

test.each([1, 2, 7, 1000])('events are whole however the bytes are cut (%i at a time)', async (size) => {
  const stream = ': still here\n\ndata: {"n":"ä🙂"}\n\nevent: failed\ndata: null\n\ndata: 2\n\ndata: {"cut';
  const events: unknown[] = [];
  for await (const batch of readEventStream(bodyOf(stream, size))) events.push(...batch);
  expect(events).toEqual([{ n: 'ä🙂' }, 2]);
});

test('who stops reading lets go of the body', async () => {
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')),
    cancel: () => {
      isCancelled = true;
    },
  });
  for await (const _ of readEventStream(body)) break;
  expect(isCancelled).toBe(true);
});
