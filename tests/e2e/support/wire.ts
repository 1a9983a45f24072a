import type { BrowserContext, Response } from 'playwright-core';

/** Everything a browser receives: addresses, headers and bodies of all responses. */
export class Wire {
  readonly #pending: Promise<void>[] = [];
  #received: { readonly where: string; readonly text: string }[] = [];

  constructor(context: BrowserContext) {
    context.on('response', (response) => this.#pending.push(this.#record(response)));
  }

  async #record(response: Response): Promise<void> {
    const headers = JSON.stringify(await response.allHeaders());
    const body = await response.body().catch(() => Buffer.alloc(0));
    this.#received.push({
      where: response.url(),
      text: `${response.url()}\n${headers}\n${body.toString('utf8')}`,
    });
  }

  /** How many responses came, and how many bytes. */
  async size(): Promise<{ readonly responses: number; readonly bytes: number }> {
    await Promise.all(this.#pending);
    return {
      responses: this.#received.length,
      bytes: this.#received.reduce((sum, { text }) => sum + text.length, 0),
    };
  }

  /** Where one of the words was received, whatever its case: as it is, as JSON or an address writes it, or in base 64. */
  async find(
    words: readonly string[],
  ): Promise<readonly { readonly word: string; readonly where: string }[]> {
    await Promise.all(this.#pending);
    return words.flatMap((word) => {
      const forms = [
        word,
        encodeURIComponent(word),
        Buffer.from(word).toString('base64').replace(/=+$/, ''),
      ].map((form) => form.toLowerCase());
      return this.#received
        .filter(({ text }) => forms.some((form) => text.toLowerCase().includes(form)))
        .map(({ where }) => ({ word, where }));
    });
  }
}
