import { z } from 'zod';
import type { HumanAddress } from '#app/components/scores/human-address.ts';
import { correlationKinds } from '#eval/statistics/weighted-correlation.ts';

const name = z.string().min(1).max(200).nullable().catch(null);
const schema = z.object({
  study: name,
  level: z.enum(['segment', 'system']).catch('segment'),
  kind: z.enum(correlationKinds).catch('spearman'),
  prepare: z.enum(['none', 'moel']).catch('none'),
  metric: name,
  criterion: name,
});

/** Reads what `humanQuery` writes; what makes no sense is as if absent. */
export function parseHuman(query: URLSearchParams): HumanAddress {
  const { metric, criterion, ...rest } = schema.parse({
    study: query.get('study'),
    level: query.get('level'),
    kind: query.get('coefficient'),
    prepare: query.get('prepare'),
    metric: query.get('metric'),
    criterion: query.get('criterion'),
  });
  return { ...rest, pair: metric === null || criterion === null ? null : { metric, criterion } };
}
