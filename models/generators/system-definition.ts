import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';

/** The generators that a definition can name. `human` and `random` are controls and have no checkpoint. */
export const modelGenerators = ['caire', 't5-sft', 'emprl', 'lempex'] as const;
export const controls = ['human', 'random'] as const;

const name = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._+-]{0,79}$/u, 'must be 1 to 80 letters, digits, spaces or . _ + -');

const decoding = z.record(z.string(), z.unknown());

const common = {
  /** How the system is called wherever it appears. */
  name,
  description: z.string().max(2000).optional(),
};

/** An absolute path, or the name of one in models/checkpoints. */
const folder = z
  .string()
  .refine((path) => isAbsolute(path) || /^[\w.-]+$/.test(path), 'must be a name or an absolute path');

const model = {
  ...common,
  /** A Hugging Face folder. */
  checkpoint: folder,
  /** Decoding options in place of the generator's own; see DecodingSettings. */
  settings: decoding.optional(),
  /** How matrices are multiplied; float32 where left out. */
  weights: z.enum(['float32', 'int8']).optional(),
};

/** A server with the OpenAI API. Nothing here is secret: a key is named by the variable that holds it. */
const openAi = z
  .strictObject({
    ...common,
    generator: z.literal('openai'),
    /** What stands before `/chat/completions`, such as `http://localhost:8000/v1`. */
    baseUrl: z
      .string()
      .max(500)
      .refine(isPlainUrl, 'must be an http or https address without a password, query or fragment'),
    /** As the server names it. */
    model: z.string().min(1).max(200),
    /** Only variables that hold such keys: no other secret of this machine can be sent away. */
    apiKeyEnvironment: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*_API_KEY$/, 'must be the name of an environment variable that ends in _API_KEY')
      .optional(),
    systemPrompt: z.string().min(1).max(20_000).optional(),
    /** Decoding options; what is left out is the server's own. See remoteDecoding. */
    settings: decoding.optional(),
    /** How the server calls the most tokens of a reply; newer models of OpenAI know only the second. */
    lengthParameter: z.enum(['max_tokens', 'max_completion_tokens']).default('max_tokens'),
    /** Most time of one try. */
    timeoutMs: z.int().min(100).max(300_000).default(60_000),
    /** Further tries of what may pass. */
    retries: z.int().min(0).max(10).default(3),
    /** Requests at once, of all systems at this address. */
    concurrency: z.int().min(1).max(256).default(4),
    price: z
      .strictObject({
        inputPerMillion: z.number().min(0),
        outputPerMillion: z.number().min(0),
        currency: z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters, such as EUR'),
      })
      .optional(),
    /** Most that all its requests may cost together, in the currency of the price. */
    spendingCap: z.number().positive().optional(),
  })
  .refine(({ price, spendingCap }) => spendingCap === undefined || price !== undefined, {
    path: ['spendingCap'],
    message: 'needs a price: nothing can be counted without one',
  });

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && username + password + search + hash === '';
}

const schema = z.discriminatedUnion('generator', [
  z.strictObject({
    ...model,
    generator: z.literal('caire'),
    /** Sentences about the one who answers; CAiRE's own where left out, none with an empty list. */
    persona: z.array(z.string().min(1).max(500)).max(20).optional(),
    /** How many of the last utterances are seen, an odd number; 5 where left out (TransferTransfo). */
    utterances: z
      .int()
      .min(1)
      .max(99)
      .refine((count) => count % 2 === 1, 'must be odd')
      .optional(),
  }),
  z.strictObject({ ...model, generator: z.literal('t5-sft') }),
  z.strictObject({ ...model, generator: z.literal('emprl') }),
  z.strictObject({
    ...model,
    generator: z.literal('lempex'),
    /**
     * Whose listeners' turns are exemplars: a file of dialogues (`jsonl` of `import dataset`, also packed), or `none`
     * where nothing is to be shown; the dialogues that come with the program where left out.
     */
    exemplars: z
      .string()
      .refine((path) => path === 'none' || isAbsolute(path), 'must be an absolute path of a file, or "none"')
      .optional(),
    /** The folder of encoders that find exemplars, or `bm25`; the checkpoint's own where left out. */
    retriever: folder.optional(),
    /**
     * Whether exemplars are of conversations with the emotion of the one at hand: as predicted where left out; `gold`
     * takes the label that comes with the request, which only a test has.
     */
    emotionFilter: z.enum(['predicted', 'gold', 'none']).optional(),
    /** A checkpoint of CAiRE that predicts the emotion; a vote of the most similar dialogues where left out. */
    emotionFrom: folder.optional(),
  }),
  openAi,
  z.strictObject({ ...common, generator: z.literal('human') }),
  z.strictObject({ ...common, generator: z.literal('random') }),
]);

/** A system that answers by itself: which generator, with which checkpoint and settings. Plain data. */
export type SystemDefinition = z.infer<typeof schema>;
export type CaireDefinition = Extract<SystemDefinition, { generator: 'caire' }>;
export type T5Definition = Extract<SystemDefinition, { generator: 't5-sft' | 'emprl' }>;
export type LempexDefinition = Extract<SystemDefinition, { generator: 'lempex' }>;
export type OpenAiDefinition = Extract<SystemDefinition, { generator: 'openai' }>;
/** One whose model runs here. */
export type ModelDefinition = CaireDefinition | T5Definition | LempexDefinition;

export function isModelDefinition(system: SystemDefinition): system is ModelDefinition {
  return (modelGenerators as readonly string[]).includes(system.generator);
}

/** Whether a system decodes, here or elsewhere; controls do not. */
export function isDecodingDefinition(system: SystemDefinition): system is ModelDefinition | OpenAiDefinition {
  return isModelDefinition(system) || system.generator === 'openai';
}

/**
 * A definition from JSON. Whether its checkpoint fits is another question: `checkSystem`.
 * @throws WorkbenchError `bad-input` that names the field at fault
 */
export function parseSystemDefinition(value: unknown, source: string): SystemDefinition {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) =>
    issue.code === 'invalid_union'
      ? `generator must be one of ${[...modelGenerators, 'openai', ...controls].join(', ')}`
      : [issue.path.join('.'), issue.message].filter(Boolean).join(': '),
  );
  throw new WorkbenchError('bad-input', `${source} is not the definition of a system. ${faults.join('; ')}.`);
}
