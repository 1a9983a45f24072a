import { isWorkbenchError, type WorkbenchError } from '#lib/errors.ts';

/** What a model found, or why it can take nothing from an item. */
export type Found<Result> =
  | { readonly found: Result; readonly refused?: undefined }
  | { readonly found?: undefined; readonly refused: string };

/** Items that a process is asked at once. */
const partSize = 32;

export interface PartOptions<Item, Result> {
  /** Asks the models; answers in the order of the items. */
  readonly ask: (items: readonly Item[], signal: AbortSignal | undefined) => Promise<readonly Result[]>;
  readonly lengthOf: (item: Item) => number;
  /** How many parts are asked at once. */
  readonly lanes: number;
}

/**
 * Asks about items through the door to the models, in parts, long ones beside long ones. An item that the model cannot
 * take is refused by itself, with the reason.
 */
export class PartMeasurer<Item, Result> {
  readonly #options: PartOptions<Item, Result>;
  /** Where nothing was ever measured, it is the model that is at fault and not the items. */
  #hasMeasured = false;

  constructor(options: PartOptions<Item, Result>) {
    this.#options = options;
  }

  /** In the order of the items. @throws WorkbenchError of the model; `interrupted` where aborted */
  async measure(items: readonly Item[], signal?: AbortSignal): Promise<readonly Found<Result>[]> {
    const { lengthOf, lanes } = this.#options;
    const order = [...items.entries()].sort(([, a], [, b]) => lengthOf(a) - lengthOf(b));
    const parts: (typeof order)[] = [];
    for (let start = 0; start < order.length; start += partSize)
      parts.push(order.slice(start, start + partSize));
    const found = new Map<number, Found<Result>>();
    const next = parts.values();
    const lane = async () => {
      for (const part of next) {
        const answers = await this.#part(
          part.map(([, item]) => item),
          signal,
        );
        for (const [at, answer] of answers.entries()) found.set(part[at]?.[0] ?? -1, answer);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return items.map((_, at) => found.get(at) ?? { refused: 'the model gave nothing' });
  }

  async #part(items: readonly Item[], signal: AbortSignal | undefined): Promise<readonly Found<Result>[]> {
    try {
      return await this.#all(items, signal);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const alone: Found<Result>[] = [];
      for (const item of items) {
        try {
          alone.push(...(await this.#all([item], signal)));
        } catch (refusal) {
          if (!isRefusal(refusal)) throw refusal;
          alone.push({ refused: refusal.message });
        }
      }
      if (!this.#hasMeasured) throw error;
      return alone;
    }
  }

  async #all(items: readonly Item[], signal: AbortSignal | undefined): Promise<Found<Result>[]> {
    const found = await this.#options.ask(items, signal);
    this.#hasMeasured = true;
    return found.map((each) => ({ found: each }));
  }
}

function isRefusal(error: unknown): error is WorkbenchError {
  return isWorkbenchError(error) && (error.code === 'bad-input' || error.code === 'too-large');
}

/** One part waits in each process while it works on another. */
export function lanesOf(client: { readonly processes: () => readonly unknown[] }): number {
  return 2 * client.processes().length;
}
