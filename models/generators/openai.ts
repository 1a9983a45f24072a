import { setMaxListeners } from 'node:events';
import { WorkbenchError } from '#lib/errors.ts';
import { tookTooLong } from '../pool/pool-errors.ts';
import { HeldAccounts } from '../remote/held-accounts.ts';
import { BrokenReply, type RemoteReply, readStream, readWhole } from '../remote/read-reply.ts';
import { remoteDecoding } from '../remote/remote-decoding.ts';
import { RemoteFault } from '../remote/remote-fault.ts';
import type { RemotePorts } from '../remote/remote-ports.ts';
import { faultOfConnection, faultOfStatus, type RequestHeaders } from '../remote/request-fault.ts';
import { TurnSlots } from '../remote/turn-slots.ts';
import { stopped, withRetries } from '../remote/with-retries.ts';
import type { GeneratedResponse, RespondRequest, Utterance } from './generator.ts';
import type { OpenAiDefinition } from './system-definition.ts';

/** Asks remote systems. The seed is sent; whether the same one gives the same reply is the server's affair. */
export interface RemoteSystems {
  /**
   * @throws WorkbenchError `bad-input` for a context or settings that cannot be sent or are refused, `unavailable` where
   *   the server cannot be asked, takes too long or the spending cap is reached, `busy` with `retryAfterSeconds` where
   *   too many wait for it, `interrupted` where aborted
   */
  respond(definition: OpenAiDefinition, request: RespondRequest): Promise<GeneratedResponse>;
}

const waitingPerSlot = 16;
const usualLimitMs = 300_000;

/** Any server with the OpenAI API: vLLM, TGI, Ollama, llama.cpp, OpenAI itself. */
export function remoteSystems(ports: RemotePorts): RemoteSystems {
  const { mostWaiting, timeLimitMs = usualLimitMs } = ports;
  const slots = new Map<string, TurnSlots>();
  const accounts = ports.accounts && new HeldAccounts(ports.accounts);
  const slotsOf = ({ baseUrl, concurrency: count }: OpenAiDefinition) => {
    const key = `${baseUrl} ${count}`;
    const own =
      slots.get(key) ?? new TurnSlots({ count, mostWaiting: mostWaiting ?? waitingPerSlot * count });
    slots.set(key, own);
    return own;
  };
  return {
    respond: async (definition, request) => {
      const given = request.signal ?? new AbortController().signal;
      // One listener for each request that waits.
      setMaxListeners(0, given);
      const limit = AbortSignal.timeout(timeLimitMs);
      const signal = AbortSignal.any([given, limit]);
      const endsAt = performance.now() + timeLimitMs;
      const leftMs = () => endsAt - performance.now();
      const asking = new Asking(definition, { request, ports, accounts, signal, leftMs });
      try {
        return await slotsOf(definition).run(() => asking.respond(), signal);
      } catch (error) {
        if (limit.aborted && !given.aborted) throw tookTooLong(definition.name, timeLimitMs);
        throw error;
      }
    },
  };
}

interface AskingParts {
  readonly request: RespondRequest;
  readonly ports: RemotePorts;
  readonly accounts: HeldAccounts | undefined;
  readonly signal: AbortSignal;
  /** Milliseconds until it is given up. */
  readonly leftMs: () => number;
}

/** One request with all its tries. */
class Asking {
  readonly #definition: OpenAiDefinition;
  readonly #parts: AskingParts;
  readonly #body: RequestBody;
  readonly #headers: RequestHeaders;
  readonly #most: number;

  constructor(definition: OpenAiDefinition, parts: AskingParts) {
    this.#definition = definition;
    this.#parts = parts;
    this.#body = bodyOf(definition, parts.request);
    this.#headers = { ...keyHeader(definition, parts.ports), 'Content-Type': 'application/json' };
    this.#most = costOf(definition, {
      promptTokens: mostPromptTokens(this.#body.messages),
      completionTokens: this.#body.length,
    });
    if (definition.spendingCap !== undefined && !parts.accounts)
      throw new WorkbenchError(
        'unavailable',
        `${definition.name} has a spending cap, and nothing counts what it costs here.`,
      );
  }

  async respond(): Promise<GeneratedResponse> {
    const { ports, signal, leftMs } = this.#parts;
    const { retries } = this.#definition;
    const reply = await withRetries(() => this.#try(), { retries, signal, leftMs, ports });
    return this.#response(reply);
  }

  /** Each try is counted at its most before it is sent: what is not known to be free may be on the bill. */
  async #try(): Promise<RemoteReply> {
    const { name: system, spendingCap } = this.#definition;
    const { accounts, signal } = this.#parts;
    const most = this.#most;
    await accounts?.reserve({ system, most, cap: spendingCap ?? null }, signal);
    const nothing = { promptTokens: 0, completionTokens: 0 };
    try {
      const reply = await this.#ask();
      const cost = reply.usage ? costOf(this.#definition, reply.usage) : most;
      accounts?.settle({ system, most, ...(reply.usage ?? nothing), cost });
      return reply;
    } catch (error) {
      const isFree = error instanceof RemoteFault && error.isFree;
      accounts?.settle({ system, most, ...nothing, cost: isFree ? 0 : most });
      throw error;
    }
  }

  async #ask(): Promise<RemoteReply> {
    const { signal, request } = this.#parts;
    const { baseUrl, timeoutMs, name } = this.#definition;
    const headers = this.#headers;
    const { onToken } = request;
    try {
      const response = await fetch(`${baseUrl.replace(/\/+$/, '')}/chat/completions`, {
        method: 'POST',
        headers,
        body: JSON.stringify(this.#body.json),
        // The key goes nowhere else.
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      if (!response.ok) {
        const texts = request.context.map(({ text }) => text);
        throw await faultOfStatus({ definition: this.#definition, response, texts, headers });
      }
      if (!onToken) return await readWhole(response);
      return await readStream(response, (text) =>
        onToken({ token: -1, logProbability: null, text: text.trim() }),
      );
    } catch (error) {
      if (signal.aborted) throw stopped();
      if (error instanceof RemoteFault) throw error;
      if (error instanceof BrokenReply)
        throw new RemoteFault(`The server of ${name} gave no reply that can be read: ${error.message}.`, {
          isPassing: true,
        });
      throw faultOfConnection(this.#definition, error);
    }
  }

  #response({ text, finishReason, model, fingerprint, usage }: RemoteReply): GeneratedResponse {
    const said = text.trim();
    if (said === '')
      throw new WorkbenchError(
        'bad-input',
        `${this.#definition.name} gave an empty answer (${finishReason ?? 'without a reason'}).`,
      );
    const cost = usage && this.#definition.price ? costOf(this.#definition, usage) : null;
    return {
      text: said,
      raw: text,
      tokens: [],
      logProbabilities: [],
      finished: finishReason === 'stop' ? 'eos' : finishReason === 'length' ? 'length' : 'whole',
      ...(usage && { promptTokens: usage.promptTokens }),
      details: {
        remote: {
          model: model ?? this.#definition.model,
          ...(fingerprint !== null && { fingerprint }),
          ...usage,
          ...(cost !== null && { cost }),
        },
      },
    };
  }
}

interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

interface RequestBody {
  readonly json: Readonly<Record<string, unknown>>;
  readonly messages: readonly Message[];
  /** Most tokens of the reply. */
  readonly length: number;
}

function bodyOf(definition: OpenAiDefinition, request: RespondRequest): RequestBody {
  const { name, model, systemPrompt, lengthParameter } = definition;
  const decoding = remoteDecoding(name, [definition.settings, request.settings]);
  const { maxNewTokens, doSample, temperature, topP, stopStrings } = decoding;
  const messages: Message[] = systemPrompt ? [{ role: 'system', content: systemPrompt }] : [];
  messages.push(...messagesOf(request.context));
  return {
    messages,
    length: maxNewTokens,
    json: {
      model,
      messages,
      [lengthParameter]: maxNewTokens,
      seed: request.seed,
      ...(doSample === false ? { temperature: 0 } : temperature !== undefined && { temperature }),
      ...(topP !== undefined && { top_p: topP }),
      ...(stopStrings !== undefined && { stop: stopStrings }),
      ...(request.onToken && { stream: true, stream_options: { include_usage: true } }),
    },
  };
}

/** Neighbouring turns of one person are one message: many servers want the roles to take turns. */
function messagesOf(context: readonly Utterance[]): Message[] {
  const messages: Message[] = [];
  for (const { speaker, text } of context) {
    const role = speaker === 'speaker' ? 'user' : 'assistant';
    const last = messages.at(-1);
    if (last?.role === role) messages.push({ role, content: `${messages.pop()?.content} ${text.trim()}` });
    else messages.push({ role, content: text.trim() });
  }
  if (messages.length === 0 || messages.some(({ content }) => content === ''))
    throw new WorkbenchError('bad-input', 'The context is empty, or a turn of it has no text.');
  return messages;
}

function keyHeader(
  { name, apiKeyEnvironment, baseUrl }: OpenAiDefinition,
  { variable }: RemotePorts,
): RequestHeaders {
  if (apiKeyEnvironment === undefined) return {};
  const key = variable?.(apiKeyEnvironment, baseUrl)?.trim();
  if (key) return { Authorization: `Bearer ${key}` };
  throw new WorkbenchError(
    'unavailable',
    `${name} needs a key, and the environment variable ${apiKeyEnvironment} is not set. Set it and start the workbench again.`,
  );
}

/** A token is at least a byte; a chat's form adds a few to each message. */
function mostPromptTokens(messages: readonly Message[]): number {
  return messages.reduce((sum, { content }) => sum + Buffer.byteLength(content) + 16, 16);
}

function costOf(
  { price }: OpenAiDefinition,
  { promptTokens, completionTokens }: { readonly promptTokens: number; readonly completionTokens: number },
): number {
  if (!price) return 0;
  return (promptTokens * price.inputPerMillion + completionTokens * price.outputPerMillion) / 1e6;
}
