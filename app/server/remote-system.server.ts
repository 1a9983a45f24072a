import { z } from 'zod';
import type { Db } from '#db/client.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { decodingOf, parseSystemDefinition } from '#models/client.ts';
import { type FieldErrors, parseForm } from './forms.server.ts';
import { attempted } from './respond.server.ts';

const blankIsAbsent = (value: unknown) =>
  typeof value === 'string' && value.trim() === '' ? undefined : value;
const text = z.preprocess(blankIsAbsent, z.string().trim().optional());
const number = z.preprocess(blankIsAbsent, z.coerce.number('A number.').optional());

const reserved = ['human', 'random', 'imported'];

/** What the form can say; whether it holds together is for the definition to tell. */
const schema = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'Give it a name.')
    .refine((name) => !reserved.includes(name.toLowerCase()), 'This name is reserved; choose another.'),
  description: text,
  baseUrl: z.string().trim().min(1, 'Give the address of the server.'),
  model: z.string().trim().min(1, 'Name the model, as the server calls it.'),
  apiKeyEnvironment: text,
  systemPrompt: text,
  temperature: number,
  topP: number,
  maxNewTokens: number,
  lengthParameter: z.enum(['max_tokens', 'max_completion_tokens']),
  concurrency: number,
  timeoutSeconds: number,
  inputPerMillion: number,
  outputPerMillion: number,
  currency: text,
  spendingCap: number,
});

export type AddedRemote =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly errors: FieldErrors };

/** Registers a system on another server from its form; the server itself is asked only when the system answers. */
export function addRemoteSystem(db: Db, form: FormData, now: string): AddedRemote {
  const parsed = parseForm(form, schema);
  if (!parsed.ok) return parsed;
  const added = attempted(() => {
    const system = parseSystemDefinition(definitionOf(parsed.value), 'The form');
    if (system.generator !== 'openai') throw new Error('the form defines a remote system');
    decodingOf(system);
    const { name, description = '' } = system;
    addGenerator(db, { name, description, definition: system, kind: 'remote', now });
    return name;
  });
  if (added.ok) return { ok: true, name: added.value };
  const field = added.error.code === 'conflict' ? 'name' : 'form';
  return { ok: false, errors: { [field]: added.error.message } };
}

function definitionOf(form: z.infer<typeof schema>): object {
  const { temperature, topP, maxNewTokens, timeoutSeconds, ...given } = form;
  const { inputPerMillion, outputPerMillion, currency, ...rest } = given;
  const settings = definedOnly({ temperature, topP, maxNewTokens });
  const price = definedOnly({ inputPerMillion, outputPerMillion, currency });
  return {
    ...definedOnly(rest),
    generator: 'openai',
    ...(timeoutSeconds !== undefined && { timeoutMs: Math.round(timeoutSeconds * 1000) }),
    ...(Object.keys(settings).length > 0 && { settings }),
    ...(Object.keys(price).length > 0 && { price }),
  };
}

function definedOnly(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
