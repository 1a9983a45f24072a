import type { AgainstMetric, HumanPage } from '#app/components/scores/human-page.ts';
import type { Db } from '#db/client.ts';
import { correlationKinds } from '#eval/statistics/weighted-correlation.ts';
import { csvField } from '#lib/csv-field.ts';
import { metricsOfStudy, pointsOfPair } from './human-scores.server.ts';

type Field = string | number | null;

/** Every correlation of a study, numbers in full; what is undefined is empty, with its reason beside it. */
export async function correlationsCsv(db: Db, page: HumanPage): Promise<string> {
  const rows: Field[][] = [
    [
      'level',
      'coefficient',
      'metric',
      'criterion',
      'value',
      'ci_low',
      'ci_high',
      'n',
      'better',
      'signature',
      'reason',
      'model',
    ],
  ];
  for (const kind of correlationKinds) {
    const metrics = await metricsOfStudy(db, { ...page.address, studyId: page.study.id, kind });
    for (const level of ['segment', 'system'] as const)
      for (const metric of metrics) rows.push(...rowsOf(metric, level).map((row) => [level, kind, ...row]));
  }
  return csv(rows);
}

function rowsOf(metric: AgainstMetric, level: 'segment' | 'system'): Field[][] {
  return metric[level].map(({ criterion, value, low, high, n, reason }): Field[] => [
    ...[metric.name, criterion, value, low, high, n],
    ...[metric.better, metric.signature, reason, metric.model],
  ]);
}

/** The points of the pair that the address names. */
export function pointsCsv(db: Db, page: HumanPage): string {
  const { segments, systems } = pointsOfPair(db, page);
  if (page.address.level === 'system')
    return csv([
      ['system', 'metric', 'human', 'responses'],
      ...systems.map(({ system, metric, human, n }): Field[] => [system, metric, human, n]),
    ]);
  return csv([
    ['conv_id', 'context', 'system', 'metric', 'human', 'response'],
    ...segments.map(({ convId, context, system, metric, human, text }): Field[] => [
      ...[convId, context, system, metric, human, text],
    ]),
  ]);
}

function csv(rows: readonly Field[][]): string {
  return `${rows.map((row) => row.map(csvField).join(',')).join('\n')}\n`;
}
