import type { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';

/**
 * A recipe's config, complete with its defaults.
 * @param file its name for error messages
 * @throws WorkbenchError `bad-input` that names every field at fault, unknown ones included
 */
export function parseConfig<Config>(schema: z.ZodType<Config>, raw: unknown, file: string): Config {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) => {
    const place = issue.path.join('.');
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => `${place === '' ? key : `${place}.${key}`}: there is no such field`);
    return [place === '' ? issue.message : `${place}: ${issue.message}`];
  });
  throw new WorkbenchError('bad-input', `${file} cannot be used. ${faults.join('; ')}.`);
}
