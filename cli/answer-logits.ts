import { z } from 'zod';
import { isWorkbenchError } from '#lib/errors.ts';
import type { LoadedModel, OutputTensor } from '#models/runtime/loaded-model.ts';
import type { ModelConfig } from '#models/weights/configs.ts';

const rowsMessage = (name: string) => `${name} must be rows of whole numbers, such as [[4, 8, 15]].`;
const rows = (name: string) =>
  z.array(z.array(z.int(rowsMessage(name)), rowsMessage(name)), rowsMessage(name));
const maskMessage = 'attention_mask must be rows of 1, where a token is real, and 0.';
/** JSON writers put null where they have nothing. */
const orNothing = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? undefined);
const isThere = (id: unknown) => id !== undefined && id !== null && id !== '';
const idMessage = 'Each line needs an id, which its answer repeats.';
const request = z.strictObject(
  {
    id: z.unknown().refine(isThere, idMessage),
    input_ids: rows('input_ids'),
    attention_mask: orNothing(z.array(z.array(z.literal([0, 1], maskMessage), maskMessage), maskMessage)),
    token_type_ids: orNothing(rows('token_type_ids')),
    decoder_input_ids: orNothing(rows('decoder_input_ids')),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `The line has a field that is not known: ${issue.keys.join(', ')}.`
        : 'The line must be an object such as {"id": 1, "input_ids": [[4, 8, 15]]}.',
  },
);

/** Fields that only some models read: given to another one, they would change nothing. */
const readers: Readonly<Record<'token_type_ids' | 'decoder_input_ids', ModelConfig['model_type']>> = {
  token_type_ids: 'bert',
  decoder_input_ids: 't5',
};

export type LogitsAnswer =
  | { readonly id: unknown; readonly logits: unknown }
  | { readonly id: unknown; readonly error: { readonly code: string; readonly message: string } };

/** The answer to one line of `logits`: numbers nested as deep as the logits have axes, or why there are none. */
export async function answerLogits(model: LoadedModel, line: string): Promise<LogitsAnswer> {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return refused(null, line.trim() === '' ? 'This line is empty.' : 'This line is not JSON.');
  }
  const id = (typeof raw === 'object' && raw !== null && 'id' in raw ? raw.id : null) ?? null;
  const parsed = request.safeParse(raw);
  if (!parsed.success) return refused(id, parsed.error.issues[0]?.message ?? 'The line has another form.');
  for (const [field, reader] of Object.entries(readers))
    if (parsed.data[field as keyof typeof readers] !== undefined && model.config.model_type !== reader)
      return refused(id, `${field} is not read by a model of type ${model.config.model_type}: leave it out.`);
  try {
    return { id, logits: nest(await model.logits(parsed.data)) };
  } catch (error) {
    if (isWorkbenchError(error)) return refused(id, error.message);
    throw error;
  }
}

function refused(id: unknown, message: string): LogitsAnswer {
  return { id, error: { code: 'bad-input', message } };
}

/** Row-major numbers as arrays in arrays. */
function nest({ data, shape }: OutputTensor): unknown {
  const [first = 0, ...rest] = shape;
  if (rest.length === 0) return [...data];
  const size = data.length / first;
  return Array.from({ length: first }, (_, index) =>
    nest({ data: data.subarray(index * size, (index + 1) * size), shape: rest }),
  );
}
