import { z } from 'zod';
import type { Utterance } from '#models/client.ts';
import { ApiError } from './api-error.ts';

/** What is asked for, in the workbench's words. */
export interface CompletionRequest {
  readonly model: string;
  /** One reply, or `choices` of them, to each. */
  readonly contexts: readonly (readonly Utterance[])[];
  /** For each context. */
  readonly choices: number;
  readonly temperature: number | undefined;
  readonly topP: number | undefined;
  readonly maxTokens: number | undefined;
  readonly seed: number | undefined;
  readonly stops: readonly string[];
  readonly logprobs: boolean;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** What tells conversations apart, so that one stays where its beginning is known. */
  readonly conversation: string | undefined;
}

/** A T5 has no length of its own that would end a reply. */
const mostTokens = 4096;
const mostChoices = 8;
const mostPrompts = 16;
const mostMessages = 1000;
/** Objects and lists in each other; what is taken has five. */
const deepest = 16;

const stop = z.string().min(1).max(200);
const common = {
  model: z.string().min(1).max(200),
  max_tokens: z.int().min(1).max(mostTokens).optional(),
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().gt(0).max(1).optional(),
  seed: z.int().min(0).optional(),
  n: z.int().min(1).max(mostChoices).default(1),
  stop: z.union([stop.transform((one) => [one]), z.array(stop).max(4)]).default([]),
  stream: z.boolean().default(false),
  stream_options: z.strictObject({ include_usage: z.boolean().optional() }).optional(),
  user: z.string().max(512).optional(),
  prompt_cache_key: z.string().max(512).optional(),
};

const textPart = z.strictObject({ type: z.literal('text'), text: z.string() });
const message = z.strictObject({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: z.union([z.string(), z.array(textPart).min(1)]),
});

const chatSchema = z.strictObject({
  ...common,
  messages: z.array(message).min(1).max(mostMessages),
  max_completion_tokens: z.int().min(1).max(mostTokens).optional(),
  logprobs: z.boolean().default(false),
});

const textSchema = z.strictObject({
  ...common,
  prompt: z.union([z.string().transform((one) => [one]), z.array(z.string()).min(1).max(mostPrompts)]),
  logprobs: z.literal(0).optional(),
});

const isEmpty = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
const isOf =
  (...values: readonly unknown[]) =>
  (value: unknown) =>
    values.includes(value);

/**
 * Parameters of the OpenAI API that systems here cannot follow. Each may say what holds anyway; whatever else it says is
 * refused, for nothing is taken and then passed over.
 */
const neutral: Readonly<
  Record<string, (value: unknown, body: Readonly<Record<string, unknown>>) => boolean>
> = {
  presence_penalty: isOf(0),
  frequency_penalty: isOf(0),
  top_logprobs: isOf(0),
  logit_bias: isEmpty,
  response_format: (value) => (value as { readonly type?: unknown })?.type === 'text',
  modalities: (value) => JSON.stringify(value) === '["text"]',
  service_tier: isOf('auto', 'default'),
  store: isOf(false),
  metadata: isEmpty,
  tools: isEmpty,
  tool_choice: isOf('none'),
  functions: isEmpty,
  function_call: isOf('none'),
  echo: isOf(false),
  suffix: isOf(''),
  best_of: (value, { n = 1 }) => value === n,
};

/** Parameters that no value of says anything neutral. */
const neverSupported = new Set([
  ...['audio', 'parallel_tool_calls', 'prediction', 'reasoning_effort', 'verbosity', 'web_search_options'],
  ...['safety_identifier', 'prompt_cache_retention', 'moderation'],
]);

/** @throws ApiError that names the parameter at fault */
export function readChat(body: unknown): CompletionRequest {
  const { max_completion_tokens: length, messages, ...asked } = parsed(chatSchema, body);
  const { max_tokens: olderLength } = asked;
  if (length !== undefined && olderLength !== undefined && length !== olderLength)
    throw refused('max_tokens', 'max_tokens and max_completion_tokens say the same: give one of them.');
  const contexts = [messages.map(asUtterance)];
  const last = messages.at(-1);
  if (last?.role !== 'user')
    throw refused('messages', 'The last message must be of the role user: it is what is answered.');
  return {
    ...requestOf({ ...asked, max_tokens: length ?? olderLength }),
    contexts,
    logprobs: asked.logprobs,
  };
}

/** @throws ApiError that names the parameter at fault */
export function readText(body: unknown): CompletionRequest {
  const { prompt, logprobs, ...asked } = parsed(textSchema, body);
  const contexts = prompt.map((text) => [{ speaker: 'speaker' as const, text }]);
  return { ...requestOf(asked), contexts, logprobs: logprobs !== undefined };
}

type Common = z.infer<z.ZodObject<typeof common>>;

function requestOf(asked: Common): Omit<CompletionRequest, 'contexts' | 'logprobs'> {
  if (asked.stream_options && !asked.stream)
    throw refused('stream_options', 'stream_options are for a stream: give stream: true with them.');
  return {
    model: asked.model,
    choices: asked.n,
    temperature: asked.temperature,
    topP: asked.top_p,
    maxTokens: asked.max_tokens,
    seed: asked.seed,
    stops: asked.stop,
    stream: asked.stream,
    includeUsage: asked.stream_options?.include_usage ?? false,
    conversation: asked.prompt_cache_key ?? asked.user,
  };
}

function asUtterance({ role, content }: z.infer<typeof message>, index: number): Utterance {
  if (role === 'system' || role === 'developer')
    throw refused(
      `messages[${index}].role`,
      `The systems here take no instructions, so a message of the role ${role} would change nothing: leave it out.`,
      'unsupported_value',
    );
  const text = typeof content === 'string' ? content : content.map((part) => part.text).join('\n');
  if (text.trim() === '')
    throw refused(`messages[${index}].content`, `The message at ${index} has no text.`, 'invalid_value');
  return { speaker: role === 'user' ? 'speaker' : 'listener', text };
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ApiError({ status: 400, message: 'The body of the request must be a JSON object.' });
  // A null says what leaving out says, in messages too: clients send back those they were given.
  const given = withoutNulls(body, []) as Record<string, unknown>;
  for (const [name, value] of Object.entries(given)) {
    const says = Object.hasOwn(neutral, name) ? neutral[name] : undefined;
    if (says?.(value, given)) delete given[name];
    else if (says || neverSupported.has(name))
      throw refused(
        name,
        `Unsupported parameter: '${name}' is not supported by the systems here, at least not with this value.`,
        'unsupported_parameter',
      );
  }
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw faultOf(result.error.issues[0]);
}

/** @throws ApiError for what is nested too deep to be walked, and for a name that a schema would pass over */
function withoutNulls(value: unknown, place: readonly PropertyKey[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (place.length > deepest) throw refused(null, `The request has more than ${deepest} levels.`);
  if (Array.isArray(value)) return value.map((part, index) => withoutNulls(part, [...place, index]));
  if (Object.hasOwn(value, '__proto__')) throw unknown([...place, '__proto__']);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== null)
      .map(([name, part]) => [name, withoutNulls(part, [...place, name])]),
  );
}

function unknown(place: readonly PropertyKey[]): ApiError {
  const name = placeOf(place);
  return refused(name, `Unknown parameter: '${name}'.`, 'unknown_parameter');
}

function faultOf(issue: z.core.$ZodIssue | undefined): ApiError {
  if (!issue) return refused(null, 'The request cannot be read.');
  if (issue.code === 'unrecognized_keys') return unknown([...issue.path, issue.keys[0] ?? '']);
  const name = placeOf(issue.path);
  if (issue.code === 'invalid_type' && issue.input === undefined && issue.message.includes('undefined'))
    return refused(name, `Missing required parameter: '${name}'.`, 'missing_required_parameter');
  return refused(name, `Invalid value for '${name}': ${issue.message}.`, 'invalid_value');
}

/** As `messages[0].content`. */
function placeOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (place, part) =>
      typeof part === 'number' ? `${place}[${part}]` : place ? `${place}.${String(part)}` : String(part),
    '',
  );
}

function refused(param: string | null, message: string, code: string | null = null): ApiError {
  return new ApiError({ status: 400, message, param, code });
}
