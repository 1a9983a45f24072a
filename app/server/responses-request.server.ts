import { z } from 'zod';
import type { ResponsesAddress } from '#app/components/scores/responses-address.ts';

const name = z.string().min(1).max(200);
const choice = name.nullable().catch(null);
const schema = z.object({
  prepare: z.enum(['none', 'moel']).catch('none'),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
  metric: choice,
  systems: z
    .array(name)
    .transform((list) => [...new Set(list)].slice(0, 50))
    .catch([]),
  bin: choice,
  of: choice,
  x: choice,
  xs: choice,
  y: choice,
  ys: choice,
  axes: z.enum(['even', 'root']).catch('even'),
  mark: choice,
});

/** Reads what `responsesQuery` writes, and a form's query with its empty fields; what makes no sense is as if absent. */
export function parseResponses(query: URLSearchParams): ResponsesAddress {
  const one = (key: string) => query.get(key);
  const parsed = schema.parse({
    prepare: one('prepare'),
    page: one('page') ?? 1,
    metric: one('metric'),
    systems: query.getAll('system').filter((value) => value !== ''),
    bin: one('bin'),
    of: one('of'),
    x: one('x'),
    xs: one('xs'),
    y: one('y'),
    ys: one('ys'),
    axes: one('axes') ?? 'even',
    mark: one('mark'),
  });
  const { prepare, page, metric, systems, bin, of } = parsed;
  if (one('plot') === 'scatter')
    return {
      prepare,
      page,
      view: {
        plot: 'scatter',
        across: { metric: parsed.x, system: parsed.xs },
        up: { metric: parsed.y, system: parsed.ys },
        axes: parsed.axes,
        mark: parsed.mark,
      },
    };
  const chosen = bin !== null && of !== null ? { bin, of } : null;
  return { prepare, page, view: { plot: 'distribution', metric, systems, chosen } };
}
