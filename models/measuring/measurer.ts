import { WorkbenchError } from '#lib/errors.ts';
import { contextTexts } from '../generators/check-context.ts';
import { checkpointStamp } from '../generators/checkpoint-folder.ts';
import type { SessionOptions } from '../runtime/session.ts';
import { openReplyScorer } from '../scoring/open-reply-scorer.ts';
import { openTextScorer } from '../scoring/text-scorer.ts';
import { normaliseUtterance } from '../training/data/normalise-utterance.ts';
import { openIdentifiers } from '../training/identifiers/open-identifiers.ts';
import { contextText } from '../training/t5/context-text.ts';
import type { Measured, Measurement, MeasurementKind } from './measurement.ts';
import { openPieceEncoder, pieceCutter } from './piece-encoder.ts';

/** Items between which a measurement can be stopped, and other work has its turn. */
const together = 32;

/** A model that is held to measure with. */
interface Held {
  readonly key: string;
  measure(items: readonly never[]): Promise<readonly unknown[]>;
  dispose(): Promise<void>;
}

/** The measurements of one process, one after the other, with the model that was asked last. */
export class Measurer {
  readonly #options: SessionOptions;
  #held: Held | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** @throws WorkbenchError `interrupted` where aborted, and as what the measurement needs is opened and used */
  measure(measurement: Measurement, signal?: AbortSignal): Promise<Measured[MeasurementKind]> {
    const turn = this.#last.then(() => this.#measure(measurement, signal));
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #measure(measurement: Measurement, signal?: AbortSignal): Promise<Measured[MeasurementKind]> {
    stopIfAborted(signal);
    const held = await this.#hold(measurement);
    const { items } = measurement;
    const found: unknown[] = [];
    for (let start = 0; start < items.length; start += together) {
      found.push(...(await held.measure(items.slice(start, start + together) as never[])));
      await new Promise((next) => setImmediate(next));
      stopIfAborted(signal);
    }
    return found as unknown as Measured[MeasurementKind];
  }

  async #hold(measurement: Measurement): Promise<Held> {
    const { items: _, ...model } = measurement;
    const dir = measurement.kind === 'cosines' ? measurement.encoder.dir : measurement.dir;
    const key = `${JSON.stringify(model)}\n${checkpointStamp(dir)}`;
    if (this.#held?.key === key) return this.#held;
    const before = this.#held;
    this.#held = undefined;
    await before?.dispose();
    this.#held = { key, ...(await open(measurement, this.#options)) };
    return this.#held;
  }
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new WorkbenchError('interrupted', 'The measurement was stopped.');
}

async function open(measurement: Measurement, options: SessionOptions): Promise<Omit<Held, 'key'>> {
  switch (measurement.kind) {
    case 'likelihood': {
      const { form, dir } = measurement;
      const scorer = await (form === 'text'
        ? openTextScorer(dir, options)
        : openReplyScorer({ generator: form, dir }, options));
      return { measure: (items) => scorer.score(items), dispose: () => scorer.dispose() };
    }
    case 'levels': {
      const identifiers = await openIdentifiers(measurement.dir, options);
      return { measure: (items) => identifiers.levels(pairsOf(items)), dispose: () => identifiers.dispose() };
    }
    case 'cosines': {
      const encoder = await openPieceEncoder(measurement.encoder, options);
      return { measure: (items) => encoder.match(items), dispose: () => encoder.dispose() };
    }
    case 'pieces': {
      const piecesOf = pieceCutter(measurement.dir);
      return {
        measure: async (texts: readonly string[]) => texts.map((text) => Int32Array.from(piecesOf(text))),
        dispose: async () => {},
      };
    }
  }
}

/** Both texts as `LevelReader` has them. */
function pairsOf(items: Extract<Measurement, { readonly kind: 'levels' }>['items']) {
  return items.map(({ context, reply }) => ({
    context: contextText(contextTexts(context)),
    response: normaliseUtterance(reply),
  }));
}
