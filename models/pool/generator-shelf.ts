import { definitionStamp } from '../generators/definition-files.ts';
import type { GeneratedResponse, Generator, RespondRequest } from '../generators/generator.ts';
import { modelKey, modelPart } from '../generators/model-key.ts';
import { mergeOptions } from '../generators/reply-settings.ts';
import type { ModelDefinition } from '../generators/system-definition.ts';

export interface ShelfOptions {
  readonly open: (definition: ModelDefinition) => Promise<Generator>;
  /** Milliseconds, of any origin. */
  readonly clock: () => number;
  readonly idleMs: number;
  /** How long one is kept in whose place another has come. */
  readonly replacedMs: number;
  readonly memoryBytes: number;
  /** Resident bytes of this process. */
  readonly memory: () => number;
  /** Told where a model that is given back fails to close. */
  readonly onDefect?: (error: unknown) => void;
  /** Told when what is held or loaded has changed. */
  readonly onChange?: () => void;
}

interface Held {
  readonly generator: Promise<Generator>;
  readonly definition: ModelDefinition;
  readonly stamp: string;
  /** Of the systems that were asked for it; none while it was only loaded ahead. */
  readonly names: Set<string>;
  isLoading: boolean;
  users: number;
  usedAt: number;
}

/** A load that failed is not tried again for so long: it reads all of a model, and others wait meanwhile. */
const failureMs = 5_000;

/**
 * The models of one process, loaded when they are first asked for. Systems that differ in name and decoding only share
 * one. A checkpoint that was replaced in its folder is loaded anew, as is what else a system reads. The old one goes on
 * until its replies have ended and is then given back, as is one whose system has since been asked for by the same name
 * with another checkpoint.
 */
export class GeneratorShelf {
  readonly #options: ShelfOptions;
  readonly #held = new Map<string, Held>();
  /** Which model each system had when it was last asked for. */
  readonly #current = new Map<string, string>();
  /** Of the load under way and those that wait for it. */
  #loads: Promise<unknown> = Promise.resolve();
  readonly #failed = new Map<string, { readonly error: unknown; readonly at: number }>();

  constructor(options: ShelfOptions) {
    this.#options = options;
  }

  /** How many models are held. */
  get size(): number {
    return this.#held.size;
  }

  /** What is held, as people call it. */
  get models(): string[] {
    return [...this.#held.values()].map(({ names, definition }) =>
      names.size > 0 ? [...names].join(', ') : definition.name,
    );
  }

  /** `modelKey` of what is being loaded. */
  get loading(): string[] {
    return [...this.#held.values()].flatMap(({ isLoading, definition }) =>
      isLoading ? [modelKey(definition)] : [],
    );
  }

  async respond(system: ModelDefinition, request: RespondRequest): Promise<GeneratedResponse> {
    const { name, settings } = system;
    this.replaced(system);
    const held = this.#hold(system);
    if (!held.names.has(name)) {
      held.names.add(name);
      this.#options.onChange?.();
    }
    return this.#use(held, (generator) =>
      generator.respond({ ...request, settings: mergeOptions([settings, request.settings]) }),
    );
  }

  /** Loads a system's model, and lets the one that it will take the place of be. */
  async warm(system: ModelDefinition): Promise<void> {
    await this.#use(this.#hold(system), async () => {});
  }

  /** This is what a system is from now on: what it was before will not be asked for again. */
  replaced(system: ModelDefinition): void {
    this.#current.set(system.name, modelKey(system));
  }

  async #use<Given>(held: Held, work: (generator: Generator) => Promise<Given>): Promise<Given> {
    held.users++;
    try {
      return await work(await held.generator);
    } finally {
      held.users--;
      held.usedAt = this.#options.clock();
    }
  }

  #hold(system: ModelDefinition): Held {
    const { clock, open, onChange } = this.#options;
    const stamp = definitionStamp(system);
    const key = `${modelKey(system)}\n${stamp}`;
    const known = this.#held.get(key);
    if (known) return known;
    const failed = this.#failed.get(key);
    if (failed && clock() - failed.at < failureMs) throw failed.error;
    this.#failed.delete(key);
    this.#makeRoom();
    const definition = modelPart(system);
    const state = { names: new Set<string>(), isLoading: false, users: 0, usedAt: clock() };
    // One at a time: where this process ends meanwhile, it is known of which.
    const generator = this.#loads.then(() => {
      held.isLoading = true;
      onChange?.();
      return open(definition);
    });
    const held: Held = { ...state, definition, stamp, generator };
    this.#held.set(key, held);
    this.#loads = generator
      .then(
        () => {},
        (error: unknown) => {
          this.#failed.set(key, { error, at: clock() });
          if (this.#held.get(key) === held) this.#held.delete(key);
        },
      )
      .finally(() => {
        held.isLoading = false;
        onChange?.();
      });
    return held;
  }

  /** Gives back what has been idle for too long, and more where memory is short. Call it now and then. */
  sweep(): void {
    const { clock, idleMs, replacedMs } = this.#options;
    const now = clock();
    for (const [key, held] of this.#idle()) {
      const idle = now - held.usedAt;
      if (idle >= idleMs || (idle >= replacedMs && this.#isReplaced(held))) this.#drop(key, held);
    }
    for (const [key, { at }] of this.#failed) if (now - at >= failureMs) this.#failed.delete(key);
    this.#makeRoom();
  }

  #isReplaced({ definition, stamp, names }: Held): boolean {
    const key = modelKey(definition);
    const isElsewhere = [...names].every((name) => this.#current.get(name) !== key);
    if (names.size > 0 && isElsewhere) return true;
    try {
      return definitionStamp(definition) !== stamp;
    } catch {
      // Its files are gone: whoever asks for it again is told so.
      return true;
    }
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
    this.#options.onChange?.();
    // A failed load has nothing to close.
    held.generator
      .then(
        (generator) => generator.dispose(),
        () => {},
      )
      .catch((error: unknown) => this.#options.onDefect?.(error));
  }
}
