import { definitionStamp } from '../generators/definition-files.ts';
import type { GeneratedResponse, Generator, RespondRequest } from '../generators/generator.ts';
import { mergeOptions } from '../generators/reply-settings.ts';
import type { ModelDefinition } from '../generators/system-definition.ts';

export interface ShelfOptions {
  readonly open: (definition: ModelDefinition) => Promise<Generator>;
  /** Milliseconds, of any origin. */
  readonly clock: () => number;
  readonly idleMs: number;
  readonly memoryBytes: number;
  /** Resident bytes of this process. */
  readonly memory: () => number;
  /** Told where a model that is given back fails to close. */
  readonly onDefect?: (error: unknown) => void;
}

interface Held {
  readonly generator: Promise<Generator>;
  users: number;
  usedAt: number;
}

/**
 * The models of one process, loaded when they are first asked for. Systems that differ in name and decoding only share
 * one. A checkpoint that was replaced in its folder is loaded anew, as is what else a system reads, and a load that failed
 * is tried again.
 */
export class GeneratorShelf {
  readonly #options: ShelfOptions;
  readonly #held = new Map<string, Held>();

  constructor(options: ShelfOptions) {
    this.#options = options;
  }

  /** How many models are held. */
  get size(): number {
    return this.#held.size;
  }

  async respond(system: ModelDefinition, request: RespondRequest): Promise<GeneratedResponse> {
    const { name: _, description: __, settings, ...model } = system;
    const held = this.#hold({ ...model, name: model.generator } as ModelDefinition);
    held.users++;
    try {
      const generator = await held.generator;
      return await generator.respond({ ...request, settings: mergeOptions([settings, request.settings]) });
    } finally {
      held.users--;
      held.usedAt = this.#options.clock();
    }
  }

  #hold(definition: ModelDefinition): Held {
    const key = `${JSON.stringify(definition)}\n${definitionStamp(definition)}`;
    const known = this.#held.get(key);
    if (known) return known;
    this.#makeRoom();
    const held: Held = { generator: this.#options.open(definition), users: 0, usedAt: this.#options.clock() };
    this.#held.set(key, held);
    held.generator.catch(() => {
      if (this.#held.get(key) === held) this.#held.delete(key);
    });
    return held;
  }

  /** Gives back what has been idle for too long, and more where memory is short. Call it now and then. */
  sweep(): void {
    const now = this.#options.clock();
    for (const [key, held] of this.#idle())
      if (now - held.usedAt >= this.#options.idleMs) this.#drop(key, held);
    this.#makeRoom();
  }

  #makeRoom(): void {
    if (this.#options.memory() <= this.#options.memoryBytes) return;
    // One at a time: memory comes back only once a model is closed, and the next sweep sees how much.
    const [oldest] = this.#idle();
    if (oldest) this.#drop(...oldest);
  }

  /** What nobody uses, the least recently used first. */
  #idle(): (readonly [string, Held])[] {
    return [...this.#held].filter(([, { users }]) => users === 0).sort(([, a], [, b]) => a.usedAt - b.usedAt);
  }

  #drop(key: string, held: Held): void {
    this.#held.delete(key);
    // A failed load has nothing to close.
    held.generator
      .then(
        (generator) => generator.dispose(),
        () => {},
      )
      .catch((error: unknown) => this.#options.onDefect?.(error));
  }
}
