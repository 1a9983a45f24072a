import { isWorkbenchError, type WorkbenchError } from '#lib/errors.ts';
import type { Measured, MeasurementKind, MeasurementOf, ModelClient } from '#models/client.ts';

type Item<Kind extends MeasurementKind> = MeasurementOf<Kind>['items'][number];

/** What a model found, or why it can take nothing from an item. */
export type Found<Kind extends MeasurementKind> =
  | { readonly found: Measured[Kind][number]; readonly refused?: undefined }
  | { readonly found?: undefined; readonly refused: string };

/** Items that a process is asked at once. */
const partSize = 32;

/**
 * Asks about items through the door to the models, some at each process at a time, long ones beside long ones. An item
 * that the model cannot take is refused by itself, with the reason.
 */
export class PartMeasurer<Kind extends MeasurementKind> {
  readonly #client: ModelClient;
  readonly #ask: (items: readonly Item<Kind>[]) => MeasurementOf<Kind>;
  readonly #lengthOf: (item: Item<Kind>) => number;
  /** Where nothing was ever measured, it is the model that is at fault and not the items. */
  #hasMeasured = false;

  constructor(
    client: ModelClient,
    ask: (items: readonly Item<Kind>[]) => MeasurementOf<Kind>,
    lengthOf: (item: Item<Kind>) => number,
  ) {
    this.#client = client;
    this.#ask = ask;
    this.#lengthOf = lengthOf;
  }

  /** In the order of the items. @throws WorkbenchError of the model; `interrupted` where aborted */
  async measure(items: readonly Item<Kind>[], signal?: AbortSignal): Promise<readonly Found<Kind>[]> {
    const order = items.map((_, at) => at);
    const lengths = items.map((item) => this.#lengthOf(item));
    order.sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0));
    const parts: number[][] = [];
    for (let start = 0; start < order.length; start += partSize)
      parts.push(order.slice(start, start + partSize));
    const found: Found<Kind>[] = [];
    const next = parts.values();
    const lane = async () => {
      for (const places of next) {
        const chosen = places.map((place) => items[place] as Item<Kind>);
        const answers = await this.#part(chosen, signal);
        for (const [at, place] of places.entries()) found[place] = answers[at] as Found<Kind>;
      }
    };
    // One part waits in each process while it works on another.
    await Promise.all(Array.from({ length: 2 * this.#client.processes().length }, lane));
    return found;
  }

  async #part(
    items: readonly Item<Kind>[],
    signal: AbortSignal | undefined,
  ): Promise<readonly Found<Kind>[]> {
    try {
      return await this.#all(items, signal);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const alone: Found<Kind>[] = [];
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

  async #all(items: readonly Item<Kind>[], signal: AbortSignal | undefined): Promise<Found<Kind>[]> {
    const found = await this.#client.measure<Kind>(this.#ask(items), signal);
    this.#hasMeasured = true;
    return found.map((each) => ({ found: each }));
  }
}

function isRefusal(error: unknown): error is WorkbenchError {
  return isWorkbenchError(error) && (error.code === 'bad-input' || error.code === 'too-large');
}
