import { type Agent, type IncomingMessage, request } from 'node:http';
import { eventsOf } from './events-of.ts';
import { type HeardReply, Refused, type Talker } from './talker.ts';

export interface ApiTalkerOptions {
  readonly address: string;
  readonly agent: Agent;
  readonly token: string;
  readonly system: string;
  /** Tells people apart: what `user` says to the server. */
  readonly person: string;
  /** The seed of each reply. */
  readonly seedOf: () => number;
  /** Told what was asked and answered. */
  readonly onReply?: (reply: AskedReply) => void;
}

export interface AskedReply {
  readonly messages: readonly ChatMessage[];
  readonly seed: number;
  readonly text: string;
}

export interface ChatMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** Talks over `/v1/chat/completions` with streaming, as a client of the OpenAI API does: it sends all turns each time. */
export class ApiTalker implements Talker {
  readonly #options: ApiTalkerOptions;
  #messages: ChatMessage[] = [];
  #conversations = 0;

  constructor(options: ApiTalkerOptions) {
    this.#options = options;
  }

  async begin(): Promise<void> {
    this.#messages = [];
    this.#conversations++;
  }

  async say(text: string): Promise<HeardReply> {
    const messages: ChatMessage[] = [...this.#messages, { role: 'user', content: text }];
    const { system, person, seedOf, onReply } = this.#options;
    const seed = seedOf();
    const heard = await this.#ask({
      model: system,
      messages,
      seed,
      stream: true,
      user: `${person} ${this.#conversations}`,
    });
    this.#messages = [...messages, { role: 'assistant', content: heard.text }];
    onReply?.({ messages, seed, text: heard.text });
    return heard;
  }

  /** The reply to these turns, as if nothing had been said before. */
  repeat(messages: readonly ChatMessage[]): Promise<HeardReply> {
    const { system, person, seedOf } = this.#options;
    const user = `${person} ${this.#conversations++}`;
    return this.#ask({ model: system, messages, seed: seedOf(), stream: true, user });
  }

  async #ask(body: object): Promise<HeardReply> {
    const { address, agent, token } = this.#options;
    const startedAt = performance.now();
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(
        `${address}/v1/chat/completions`,
        {
          agent,
          method: 'POST',
          headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        },
        resolve,
      )
        .on('error', reject)
        .end(JSON.stringify(body));
    });
    if (response.statusCode === 503 || response.statusCode === 429) {
      response.resume();
      throw new Refused(Number(response.headers['retry-after'] ?? 1));
    }
    let text = '';
    let firstMs: number | null = null;
    let isWhole = false;
    for await (const data of eventsOf(response)) {
      if (data === '[DONE]') isWhole = true;
      else {
        const said = contentOf(data);
        if (said && firstMs === null) firstMs = performance.now() - startedAt;
        text += said;
      }
    }
    if (!isWhole) throw new Error(`status ${response.statusCode}: no whole reply`);
    return { text, firstMs, wholeMs: performance.now() - startedAt };
  }
}

function contentOf(data: string): string {
  const event = JSON.parse(data) as {
    readonly choices?: readonly { readonly delta?: { readonly content?: string | null } }[];
    readonly error?: { readonly message: string };
  };
  if (event.error) throw new Error(event.error.message);
  return event.choices?.[0]?.delta?.content ?? '';
}
