import type { z } from 'zod';

/**
 * One line of JSON Lines, checked. Returns a phrase where it is wrong; the phrase names fields and quotes no values.
 */
export function parseJsonLine<T>(
  text: string,
  schema: z.ZodType<T>,
): { readonly value: T } | { readonly problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return {
      problem: text.trimStart().startsWith('{')
        ? 'not valid JSON. Every line must be one whole JSON object: check quotes, commas and line breaks.'
        : 'not a JSON object, which every line must be. If this is CSV, choose that form (on the command line --format).',
    };
  }
  if (Array.isArray(json))
    return { problem: 'a JSON array, not an object. Write one object a line (JSON Lines).' };
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  const issue = parsed.error.issues[0];
  const field = issue?.path.map(String).join('.') ?? '';
  return { problem: `${field === '' ? 'the object' : `field ${field}`}: ${phrase(issue)}` };
}

function phrase(issue: z.core.$ZodIssue | undefined): string {
  const message = issue?.message ?? 'not as expected';
  return `${message.replace(/^Invalid input: /, '').replace(/\.$/, '')}.`;
}
