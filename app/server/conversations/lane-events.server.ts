import type { TurnEvent } from '#app/components/chat/chat-events.ts';
import { WordPauses } from './word-pauses.server.ts';

const pauses = new WordPauses();

/**
 * What lanes tell, in the order it came; of words on their way only the newest state of each lane is kept. The first
 * words of a lane are told at once, those that follow as often as `WordPauses` has it.
 */
export class LaneEvents {
  readonly #told: TurnEvent[] = [];
  readonly #written = new Map<number, string>();
  readonly #sent = new Map<number, string>();
  readonly #leave = pauses.enter();
  #isPausing = false;
  #isOver = false;
  #wake = () => {};

  /** Whether every lane has told all that it had. */
  get isOver(): boolean {
    return this.#isOver;
  }

  write(lane: number, text: string): void {
    this.#written.set(lane, text);
    if (this.#isDue(lane)) this.#wake();
  }

  tell(event: TurnEvent & { readonly lane: number }): void {
    // The reply comes whole with it.
    this.#written.delete(event.lane);
    this.#told.push(event);
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#leave();
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TurnEvent> {
    for (;;) {
      const told = this.#told.shift();
      if (told) {
        yield told;
        continue;
      }
      const due = [...this.#written].filter(([lane]) => this.#isDue(lane));
      if (due.length > 0) yield* this.#changes(due);
      else if (this.#isOver) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  #isDue(lane: number): boolean {
    return !this.#isPausing || !this.#sent.has(lane);
  }

  #changes(due: readonly (readonly [number, string])[]): TurnEvent[] {
    this.#isPausing = pauses.begin(() => {
      this.#isPausing = false;
      this.#wake();
    });
    return due.map(([lane, text]) => {
      this.#written.delete(lane);
      return this.#change(lane, text);
    });
  }

  /** A later token may change what stands before it (a capital, a space), so that not all of it may be kept. */
  #change(lane: number, text: string): TurnEvent {
    const before = this.#sent.get(lane) ?? '';
    this.#sent.set(lane, text);
    let keep = 0;
    while (keep < text.length && text[keep] === before[keep]) keep++;
    return { kind: 'text', lane, keep, add: text.slice(keep) };
  }
}
