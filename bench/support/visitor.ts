/** A browser reduced to what a load needs: one cookie jar, redirects followed by hand, the Origin of a page. */
export class Visitor {
  #address: string;
  readonly #cookies = new Map<string, string>();

  constructor(address: string) {
    this.#address = address;
  }

  /** The program came back under another address; cookies stay. */
  moveTo(address: string): void {
    this.#address = address;
  }

  get(path: string): Promise<Response> {
    return this.#send(path, { method: 'GET' });
  }

  postForm(path: string, fields: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.#send(path, { method: 'POST', body: new URLSearchParams(fields) });
  }

  postJson(path: string, value: unknown): Promise<Response> {
    return this.#send(path, {
      method: 'POST',
      body: JSON.stringify(value),
      headers: { 'Content-Type': 'application/json' },
    });
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('Origin', this.#address);
    if (this.#cookies.size > 0)
      headers.set('Cookie', [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(new URL(path, this.#address), { ...init, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      this.#cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return response;
  }
}
