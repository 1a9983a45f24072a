import { z } from 'zod';

const schema = z.object({
  system: z.string(),
  dataset: z.string(),
  run: z.string(),
  label: z.string(),
  contexts: z.number(),
  generated: z.number(),
  already_there: z.number(),
  refused: z.number(),
  first_refusal: z.string().nullable(),
  seconds: z.number(),
  per_second: z.number(),
});

/** What a run brought, as `generate --json` prints it. */
export type RunSummary = z.infer<typeof schema>;

/** Undefined for the result of another kind of job. */
export function runSummary(result: unknown): RunSummary | undefined {
  return schema.safeParse(result).data;
}
