/** What a server said, as far as it has said it. */
export interface RemoteReply {
  readonly text: string;
  readonly finishReason: string | null;
  /** The model as the server names it. */
  readonly model: string | null;
  readonly fingerprint: string | null;
  /** Null where the server does not count. */
  readonly usage: { readonly promptTokens: number; readonly completionTokens: number } | null;
}

/** Characters of an answer: a server that never ends must not fill the memory. */
const mostCharacters = 4_000_000;

/** Something of the answer that is not as the OpenAI API has it, or that is missing. */
export class BrokenReply extends Error {}

type Json = Readonly<Record<string, unknown>>;

/** A whole answer. @throws BrokenReply, or what reading throws */
export async function readWhole(response: Response): Promise<RemoteReply> {
  let text = '';
  for await (const piece of pieces(response)) text += piece;
  return withAnswer(empty, objectOf(text), 'message');
}

const empty: RemoteReply = { text: '', finishReason: null, model: null, fingerprint: null, usage: null };

/**
 * A streamed answer, told as it grows.
 * @throws BrokenReply where it breaks off or cannot be read, or what reading throws
 */
export async function readStream(response: Response, onText: (text: string) => void): Promise<RemoteReply> {
  let reply = empty;
  let isDone = false;
  for await (const data of eventData(response)) {
    if (data === '[DONE]') {
      isDone = true;
      break;
    }
    const before = reply.text.length;
    reply = withAnswer(reply, objectOf(data), 'delta');
    if (reply.text.length > before) onText(reply.text);
  }
  if (!isDone && reply.finishReason === null) throw new BrokenReply('its stream broke off');
  return reply;
}

/** The data of server-sent events, each on one line as this API has it. */
async function* eventData(response: Response): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces(response)) {
    const lines = (rest + piece).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data:')) yield line.slice(5).trim();
  }
  if (rest.startsWith('data:')) yield rest.slice(5).trim();
}

async function* pieces(response: Response): AsyncGenerator<string> {
  if (!response.body) return;
  const decoder = new TextDecoder();
  let length = 0;
  // Node's streams of the web can be iterated; the DOM's types do not know.
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    const text = decoder.decode(chunk, { stream: true });
    length += text.length;
    if (length > mostCharacters) throw new BrokenReply('it does not come to an end');
    yield text;
  }
}

function objectOf(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Json;
  } catch {
    // Told below.
  }
  throw new BrokenReply('what it answers is not the JSON of the OpenAI API');
}

/** The reply with what a chunk, or a whole answer, adds to it. */
function withAnswer(reply: RemoteReply, answer: Json, part: 'delta' | 'message'): RemoteReply {
  if (answer.error) throw new BrokenReply('it reports an error of its own');
  const [choice] = Array.isArray(answer.choices) ? (answer.choices as readonly Json[]) : [];
  if (!choice && part === 'message') throw new BrokenReply('there is no choice in its answer');
  const content = (choice?.[part] as Json | undefined)?.content;
  return {
    text: reply.text + (typeof content === 'string' ? content : ''),
    finishReason: stringOf(choice?.finish_reason) ?? reply.finishReason,
    model: stringOf(answer.model) ?? reply.model,
    fingerprint: stringOf(answer.system_fingerprint) ?? reply.fingerprint,
    usage: usageOf(answer.usage) ?? reply.usage,
  };
}

function stringOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function usageOf(value: unknown): RemoteReply['usage'] {
  if (typeof value !== 'object' || value === null) return null;
  const { prompt_tokens: promptTokens, completion_tokens: completionTokens = 0 } = value as Json;
  if (!isCount(promptTokens) || !isCount(completionTokens)) return null;
  return { promptTokens, completionTokens };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
