import type { Said } from './redis-messages.ts';

/** Says to each asker what came up in one turn of the event loop at once: a batch's tokens all come together. */
export class HostVoice {
  readonly #publish: (asker: string, said: readonly Said[]) => void;
  readonly #unsaid = new Map<string, Said[]>();

  constructor(publish: (asker: string, said: readonly Said[]) => void) {
    this.#publish = publish;
  }

  say(asker: string, said: Said): void {
    if (this.#unsaid.size === 0) setImmediate(() => this.#flush());
    const before = this.#unsaid.get(asker);
    if (before) before.push(said);
    else this.#unsaid.set(asker, [said]);
  }

  #flush(): void {
    for (const [asker, said] of this.#unsaid) this.#publish(asker, said);
    this.#unsaid.clear();
  }
}
