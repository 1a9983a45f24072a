/** Where conversations were answered last; the least recently used are forgotten first. */
export class ConversationHomes<Place> {
  readonly #homes = new Map<string, Place>();

  constructor(private readonly most: number) {}

  get size(): number {
    return this.#homes.size;
  }

  of(conversation: string | undefined): Place | undefined {
    return conversation === undefined ? undefined : this.#homes.get(conversation);
  }

  keep(conversation: string | undefined, place: Place): void {
    if (conversation === undefined) return;
    this.#homes.delete(conversation);
    this.#homes.set(conversation, place);
    const [oldest] = this.#homes.keys();
    if (this.#homes.size > this.most && oldest !== undefined) this.#homes.delete(oldest);
  }

  /** What a process held is gone with it. */
  forget(place: Place): void {
    for (const [conversation, home] of this.#homes) if (home === place) this.#homes.delete(conversation);
  }
}
