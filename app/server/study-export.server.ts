import type { AppLoadContext } from '@remix-run/node';
import { z } from 'zod';
import {
  formatRatingExportRow,
  type RatingExportFormat,
  ratingExportHeader,
} from '#annotations/rating-export.ts';
import type { RatingsIncluded } from '#annotations/study-results.ts';
import type { Db } from '#db/client.ts';
import { iterateExportRows } from '#db/queries/rating-export.ts';
import { findStudy } from '#db/queries/study-lookup.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { attachment, fileNamePart } from './file-name.server.ts';
import { rowStream } from './row-stream.server.ts';
import { ratingsIncluded } from './study-results.server.ts';

const formatSchema = z.enum(['csv', 'jsonl']);
const mediaTypes: Readonly<Record<RatingExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
};

/**
 * A study's ratings as a download, a row a judgement. Throws WorkbenchError `not-found` for an unknown study and
 * `bad-input` for an unknown format.
 */
export function exportResponse(
  context: AppLoadContext,
  { study: idOrName, request }: { readonly study: string; readonly request: Request },
): Response {
  const study = findStudy(context.db, idOrName);
  const asked = formatSchema.safeParse(new URL(request.url).searchParams.get('format') ?? 'csv');
  if (!asked.success)
    throw new WorkbenchError('bad-input', 'Ratings are exported as csv or jsonl: name one as ?format=csv.');
  const format = asked.data;
  const rows = exportLines(context.db, { studyId: study.id, include: ratingsIncluded(request), format });
  const day = new Date().toISOString().slice(0, 10);
  return new Response(
    rowStream({
      header: ratingExportHeader(format),
      rows,
      drained: context.drained,
      left: context.left,
      shutdown: context.shutdown,
    }),
    {
      headers: {
        'Content-Type': mediaTypes[format],
        'Content-Disposition': attachment(`${fileNamePart(study.name)}-ratings-${day}.${format}`),
      },
    },
  );
}

interface Lines {
  readonly studyId: string;
  readonly include: RatingsIncluded;
  readonly format: RatingExportFormat;
}

function* exportLines(db: Db, { studyId, include, format }: Lines): Generator<string> {
  for (const row of iterateExportRows(db, { studyId, include })) yield formatRatingExportRow(row, format);
}
