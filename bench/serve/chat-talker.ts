import { type Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import type { TurnEvent } from '#app/components/chat/chat-events.ts';
import { eventsOf } from './events-of.ts';
import { type HeardReply, Refused, type Talker } from './talker.ts';

export interface ChatTalkerOptions {
  readonly address: string;
  readonly agent: Agent;
  /** Path of a chat link. */
  readonly link: string;
  /** The link's id. */
  readonly linkId: string;
}

/** Comes by a chat link and talks as the page does: the program keeps what is said, and knows it with the next message. */
export class ChatTalker implements Talker {
  readonly #options: ChatTalkerOptions;
  #cookie: string | undefined;
  #conversation = '';
  #turn = 0;

  constructor(options: ChatTalkerOptions) {
    this.#options = options;
  }

  async begin(): Promise<void> {
    const { link, linkId } = this.#options;
    const response = this.#cookie
      ? await this.#form('/chat?index', { intent: 'start', link: linkId })
      : await this.#form(link, {});
    response.resume();
    const { location } = response.headers;
    if (response.statusCode !== 302 || !location?.startsWith('/chat/c/'))
      throw new Error(`beginning answered ${response.statusCode}`);
    this.#cookie ??= response.headers['set-cookie']?.map((cookie) => cookie.split(';')[0]).join('; ');
    this.#conversation = location;
    this.#turn = 0;
  }

  async say(text: string): Promise<HeardReply> {
    const startedAt = performance.now();
    const body = JSON.stringify({ kind: 'say', text, turn: this.#turn });
    const headers = { 'Content-Type': 'application/json' };
    const response = await this.#post(`${this.#conversation}/answers`, body, headers);
    if (response.statusCode === 503 || response.statusCode === 429) {
      response.resume();
      throw new Refused(Number(response.headers['retry-after'] ?? 1));
    }
    if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
    this.#turn++;
    let reply: string | null = null;
    let firstMs: number | null = null;
    let isWhole = false;
    for await (const data of eventsOf(response)) {
      const event = JSON.parse(data) as TurnEvent;
      if (event.kind === 'text') firstMs ??= performance.now() - startedAt;
      else if (event.kind === 'done') reply = event.reply.text;
      else if (event.kind === 'failed') throw new Error(event.message);
      else if (event.kind === 'end') isWhole = true;
    }
    if (!isWhole || reply === null) throw new Error('no whole reply');
    return { text: reply, firstMs, wholeMs: performance.now() - startedAt };
  }

  #form(path: string, fields: Readonly<Record<string, string>>): Promise<IncomingMessage> {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    return this.#post(path, new URLSearchParams(fields).toString(), headers);
  }

  #post(path: string, body: string, headers: OutgoingHttpHeaders): Promise<IncomingMessage> {
    const { address, agent } = this.#options;
    return new Promise((resolve, reject) => {
      request(
        `${address}${path}`,
        {
          agent,
          method: 'POST',
          headers: { Origin: address, ...(this.#cookie && { Cookie: this.#cookie }), ...headers },
        },
        resolve,
      )
        .on('error', reject)
        .end(body);
    });
  }
}
