import type { OpenAiDefinition } from '../generators/system-definition.ts';
import { RemoteFault } from './remote-fault.ts';

/** Statuses of what may pass; of the others a further try would get the same. */
const passing = new Set([408, 409, 429]);

export interface Refusal {
  readonly definition: OpenAiDefinition;
  readonly response: Response;
  /** What was said to the server, which must not come back in a message. */
  readonly texts: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

/** Why a server refused. */
export async function faultOfStatus({ definition, response, texts, headers }: Refusal): Promise<RemoteFault> {
  const { name, apiKeyEnvironment: variable } = definition;
  const { status } = response;
  const said = await saidBy(response, texts);
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

/** The server's own words, where they do not repeat what people said. */
async function saidBy(response: Response, texts: readonly string[]): Promise<string> {
  const body = await response.text().catch(() => '');
  let message: unknown;
  try {
    const { error, message: top, detail } = JSON.parse(body.slice(0, 100_000)) as Record<string, unknown>;
    message = (error as { readonly message?: unknown } | undefined)?.message ?? error ?? top ?? detail;
  } catch {
    return '';
  }
  if (typeof message !== 'string' || message === '') return '';
  if (texts.some((text) => text.length > 8 && message.includes(text.slice(0, 40)))) return '';
  return ` It says: ${message.slice(0, longestSaid)}`;
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

async function modelsThere(
  { baseUrl }: OpenAiDefinition,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  try {
    const response = await fetch(`${baseUrl.replace(/\/+$/, '')}/models`, {
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(3_000),
    });
    const { data } = (await response.json()) as { readonly data: readonly { readonly id: string }[] };
    const names = data.map(({ id }) => String(id)).slice(0, namesShown);
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
