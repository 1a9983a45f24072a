import { z } from 'zod';
import { type SlicesAddress, sliceSorts } from '#app/components/scores/slices-address.ts';
import { sliceKinds } from '#eval/metrics/slices/slice-kinds.ts';

const name = z.string().min(1).max(200);
const schema = z.object({
  prepare: z.enum(['none', 'moel']).catch('none'),
  metric: name.nullable().catch(null),
  by: z.enum(sliceKinds).catch('emotion'),
  sort: z.enum(sliceSorts).nullable().catch(null),
  systems: z
    .array(name)
    .transform((list) => [...new Set(list)].slice(0, 50))
    .catch([]),
});

/** Reads what `slicesQuery` writes, and a form's query; what makes no sense is as if absent. */
export function parseSlices(query: URLSearchParams): SlicesAddress {
  return schema.parse({
    prepare: query.get('prepare'),
    metric: query.get('metric') || null,
    by: query.get('by'),
    sort: query.get('sort'),
    systems: query.getAll('system').filter((value) => value !== ''),
  });
}
