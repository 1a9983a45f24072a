import type { Response } from 'express';

/**
 * Lets whoever makes a body wait for the client: the function given back resolves once what was written has been
 * taken, or the connection is gone. The adapter that writes Remix's bodies does not look whether there is room.
 */
export function drained(response: Response): () => Promise<void> {
  let watched = false;
  let full = false;
  let waiting: (() => void)[] = [];
  const release = () => {
    full = false;
    for (const go of waiting) go();
    waiting = [];
  };
  const watch = () => {
    watched = true;
    const write = response.write;
    response.write = function (this: Response, ...chunk: Parameters<typeof write>) {
      const hasRoom = write.apply(this, chunk);
      full = !hasRoom && !response.destroyed;
      return hasRoom;
    } as typeof write;
    response.on('drain', release);
    response.on('close', release);
  };
  return () => {
    if (!watched) watch();
    return full && !response.destroyed ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve();
  };
}
