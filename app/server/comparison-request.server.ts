import { z } from 'zod';
import type { ComparisonAddress, ComparisonView } from '#app/components/comparison/comparison-address.ts';

const choice = z.string().min(1).max(200).nullable().catch(null);
const name = z.string().min(1).max(200);
const names = z
  .array(name)
  .transform((list) => [...new Set(list)].slice(0, 50))
  .catch([]);
const positive = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

const schema = z.object({
  emotion: choice,
  split: choice,
  search: z
    .string()
    .transform((value) => value.trim().slice(0, 200))
    .catch(''),
  systems: names,
  runs: names,
  differ: z
    .tuple([name, name])
    .refine(([a, b]) => a !== b)
    .nullable()
    .catch(null),
  page: positive.catch(1),
  context: positive.nullable().catch(null),
  from: z
    .string()
    .max(2000)
    // Only a page of this place, never another site's.
    .regex(/^\/scores\/[^\\]*$/)
    .optional()
    .catch(undefined),
});

/**
 * Reads what `comparisonQuery` writes, and a form's query with its empty fields; what makes no sense is as if absent.
 * Names are not looked up here.
 */
export function parseComparison(query: URLSearchParams): ComparisonAddress {
  const parsed = schema.parse({
    emotion: query.get('emotion'),
    split: query.get('split'),
    search: query.get('q'),
    systems: query.getAll('system').filter((value) => value !== ''),
    runs: query.getAll('run').filter((value) => value !== ''),
    differ: query.getAll('differ'),
    page: query.get('page') ?? 1,
    context: query.get('context'),
    from: query.get('from') ?? undefined,
  });
  const { page, context, from, ...filters } = parsed;
  const view: ComparisonView = query.get('context') ? { kind: 'context', context } : { kind: 'list', page };
  return { ...filters, flagged: query.get('flagged') === '1', view, ...(from && { from }) };
}
