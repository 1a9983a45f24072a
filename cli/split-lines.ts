/** A line of a stream without its end, or word that it was longer than the bound and was skipped. */
export type StreamLine = { readonly text: string } | { readonly fault: 'too-long' | 'not-utf8' };

/**
 * The lines of a stream of bytes, by "\n" alone ("\r\n" ends a line as well), the last one whether it is ended or
 * not. Only one line is held at a time, and none above the bound; bytes that are no UTF-8 are a fault of their line.
 */
export async function* splitLines(
  stream: AsyncIterable<Uint8Array>,
  { maxBytes }: { readonly maxBytes: number },
): AsyncGenerator<StreamLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let held: Uint8Array[] = [];
  let bytes = 0;
  let sawAny = false;
  const hold = (part: Uint8Array) => {
    sawAny = true;
    bytes += part.length;
    if (bytes > maxBytes) held = [];
    else held.push(part);
  };
  const take = (): StreamLine => {
    const line = bytes > maxBytes ? ({ fault: 'too-long' } as const) : decode(held, decoder);
    held = [];
    bytes = 0;
    sawAny = false;
    return line;
  };
  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      hold(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    if (start < chunk.length) hold(chunk.subarray(start));
  }
  if (sawAny) yield take();
}

function decode(parts: readonly Uint8Array[], decoder: TextDecoder): StreamLine {
  try {
    const text = decoder.decode(parts.length === 1 ? parts[0] : Buffer.concat(parts));
    return { text: text.endsWith('\r') ? text.slice(0, -1) : text };
  } catch {
    return { fault: 'not-utf8' };
  }
}
