import type { Response } from 'express';
import { WorkbenchError } from '#lib/errors.ts';

/** Server-sent events of one response, as fast as the client takes them. */
export class EventWriter {
  readonly #response: Response;
  readonly #stallMs: number;

  /** @param stallMs a client that takes nothing for so long is hung up on */
  constructor(response: Response, stallMs: number) {
    this.#response = response;
    this.#stallMs = stallMs;
  }

  /** Begins the stream: from here on an error can only be told as an event. */
  begin(headers: Readonly<Record<string, string>>): void {
    this.#response.writeHead(200, {
      ...headers,
      'Content-Type': 'text/event-stream; charset=utf-8',
      'X-Accel-Buffering': 'no',
    });
  }

  /**
   * Sends an event's data and waits until there is room for the next.
   * @throws WorkbenchError `interrupted` where the client has gone, or takes nothing for too long
   */
  async send(data: string): Promise<void> {
    if (this.#response.destroyed) throw gone();
    if (!this.#response.write(`data: ${data}\n\n`)) await this.#drained();
  }

  end(): void {
    this.#response.end();
  }

  #drained(): Promise<void> {
    const response = this.#response;
    return new Promise((resolve, reject) => {
      const settle = (settled: () => void) => {
        clearTimeout(timer);
        response.off('drain', taken);
        response.off('close', closed);
        settled();
      };
      const taken = () => settle(resolve);
      const closed = () => settle(() => reject(gone()));
      const timer = setTimeout(() => response.destroy(), this.#stallMs);
      response.on('drain', taken);
      response.on('close', closed);
    });
  }
}

function gone(): WorkbenchError {
  return new WorkbenchError('interrupted', 'The client has gone.');
}
