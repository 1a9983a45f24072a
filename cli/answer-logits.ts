import { z } from 'zod';
import { isWorkbenchError } from '#lib/errors.ts';
import type { LoadedModel, OutputTensor } from '#models/runtime/loaded-model.ts';

const rows = z.array(z.array(z.int()));
const request = z.object({
  id: z.unknown(),
  input_ids: rows,
  attention_mask: rows.optional(),
  token_type_ids: rows.optional(),
  decoder_input_ids: rows.optional(),
});

export type LogitsAnswer =
  | { readonly id: unknown; readonly logits: unknown }
  | { readonly id: unknown; readonly error: { readonly code: string; readonly message: string } };

/** The answer to one line of `logits`: numbers nested as deep as the logits have axes, or why there are none. */
export async function answerLogits(model: LoadedModel, line: string): Promise<LogitsAnswer> {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return refused(null, 'This line is not JSON.');
  }
  const id = (typeof raw === 'object' && raw !== null && 'id' in raw ? raw.id : null) ?? null;
  const parsed = request.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused(id, `${issue?.path.join('.') || 'The line'}: ${issue?.message ?? 'it has another form'}.`);
  }
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
