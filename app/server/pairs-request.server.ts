import { z } from 'zod';
import type { PairsAddress } from '#app/components/scores/pairs-address.ts';
import { pairTests } from '#eval/metrics/pairs/pair-tests.ts';
import { adjustments } from '#eval/statistics/adjust-p.ts';

const name = z.string().min(1).max(200);
const schema = z.object({
  prepare: z.enum(['none', 'moel']).catch('none'),
  metric: name.nullable().catch(null),
  test: z.enum(pairTests).catch('bootstrap'),
  correction: z.enum(adjustments).catch('holm'),
  systems: z
    .array(name)
    .transform((list) => [...new Set(list)].slice(0, 50))
    .catch([]),
});

/** Reads what `pairsQuery` writes, and a form's query; what makes no sense is as if absent. */
export function parsePairs(query: URLSearchParams): PairsAddress {
  return schema.parse({
    prepare: query.get('prepare'),
    metric: query.get('metric') || null,
    test: query.get('test'),
    correction: query.get('correction'),
    systems: query.getAll('system').filter((value) => value !== ''),
  });
}
