/**
 * The events of a `text/event-stream` body, in the batches they arrive in. Comments and named events are passed over:
 * a stream says that it failed by ending without its last event.
 */
export async function* readEventStream<T>(body: ReadableStream<Uint8Array>): AsyncGenerator<readonly T[]> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let open = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (open + decoder.decode(value, { stream: true })).split('\n\n');
      open = blocks.pop() ?? '';
      const events = blocks
        .filter((block) => block.startsWith('data: '))
        .map((block) => JSON.parse(block.slice('data: '.length)) as T);
      if (events.length > 0) yield events;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
