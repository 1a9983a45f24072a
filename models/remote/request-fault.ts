import type { OpenAiDefinition } from '../generators/system-definition.ts';
import { readLimited } from './read-limited.ts';
import { RemoteFault } from './remote-fault.ts';
import { withoutKey } from './without-key.ts';

/** Statuses of what may pass; of the others a further try would get the same. */
const passing = new Set([408, 409, 429]);

export interface Refusal {
  readonly definition: OpenAiDefinition;
  readonly response: Response;
  /** What was said to the server, which must not come back in a message. */
  readonly texts: readonly string[];
  readonly headers: RequestHeaders;
}

export interface RequestHeaders {
  readonly [name: string]: string;
  readonly Authorization?: string;
}

/** Why a server refused. */
export async function faultOfStatus(refusal: Refusal): Promise<RemoteFault> {
  const { definition, response, headers } = refusal;
  const { name, apiKeyEnvironment: variable } = definition;
  const { status } = response;
  const said = await saidBy(refusal);
  const isFree = true;
  if (status === 401 || status === 403)
    return new RemoteFault(
      variable
        ? `The server of ${name} refuses the key in ${variable} (${status}).${said}`
        : `The server of ${name} asks for a key (${status}): name the environment variable that holds one with apiKeyEnvironment.${said}`,
      { isFree },
    );
  if (status === 404)
    return new RemoteFault(
      `The server of ${name} has no model ${definition.model}, or is no OpenAI API (404).${said}${await modelsThere(definition, headers)}`,
      { isFree },
    );
  if (passing.has(status) || status >= 500)
    return new RemoteFault(
      status === 429
        ? `The server of ${name} has too much to do, or the key’s limit is reached (429).${said}`
        : `The server of ${name} failed (${status}).${said}`,
      { isPassing: true, isFree, pauseMs: pauseAsked(response.headers) },
    );
  const isRefusal = [400, 413, 422].includes(status);
  return new RemoteFault(`The server of ${name} refuses the request (${status}).${said}`, {
    isFree,
    ...(isRefusal && { code: 'bad-input' as const }),
  });
}

const longestSaid = 300;
/** Characters that are read of what is only told about. */
const longestRead = 100_000;

/** The server's own words, without the key, where they do not repeat what people said. */
async function saidBy({ response, texts, headers }: Refusal): Promise<string> {
  let message: unknown;
  try {
    const body = await readLimited(response, longestRead);
    const { error, message: top, detail } = JSON.parse(body) as Record<string, unknown>;
    message = (error as { readonly message?: unknown } | undefined)?.message ?? error ?? top ?? detail;
  } catch {
    return '';
  }
  if (typeof message !== 'string' || message === '') return '';
  if (texts.some((text) => text.length > 8 && message.includes(text.slice(0, 40)))) return '';
  return ` It says: ${shownOf(message, headers, longestSaid)}`;
}

/** What may be shown of a server's words: the key is taken out before they are cut, or a part of it might stay. */
function shownOf(said: string, { Authorization }: RequestHeaders, most: number): string {
  return withoutKey(said, Authorization?.replace(/^Bearer /, '')).slice(0, most);
}

/** Milliseconds of `Retry-After`, in seconds or as a date; undefined where it is not there. */
export function pauseAsked(headers: Headers): number | undefined {
  const asked = headers.get('retry-after');
  if (asked === null) return undefined;
  const seconds = Number(asked);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(asked);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

const namesShown = 10;
const longestName = 100;

async function modelsThere({ baseUrl }: OpenAiDefinition, headers: RequestHeaders): Promise<string> {
  try {
    const response = await fetch(`${baseUrl.replace(/\/+$/, '')}/models`, {
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(3_000),
    });
    const { data } = JSON.parse(await readLimited(response, longestRead)) as {
      readonly data: readonly { readonly id: string }[];
    };
    const names = data.slice(0, namesShown).map(({ id }) => shownOf(String(id), headers, longestName));
    return names.length > 0 ? ` It has: ${names.join(', ')}.` : '';
  } catch {
    return '';
  }
}

/** Failures before anything was sent. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Why a server could not be asked, or its answer not be read. */
export function faultOfConnection(
  { name, baseUrl, timeoutMs }: OpenAiDefinition,
  error: unknown,
): RemoteFault {
  if (error instanceof Error && error.name === 'TimeoutError')
    return new RemoteFault(`${name} gave no whole answer within ${Math.round(timeoutMs / 1000)} seconds.`, {
      isPassing: true,
    });
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (neverSent.has(code))
    return new RemoteFault(
      `No server answers at ${baseUrl} (${code}). Start it, or mend the baseUrl of ${name}.`,
      { isPassing: true, isFree: true },
    );
  const why = code || (cause instanceof Error ? cause.message : 'the connection broke');
  return new RemoteFault(`The connection to ${name} at ${baseUrl} failed (${why}).`, { isPassing: true });
}
