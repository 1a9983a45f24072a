import type { AppLoadContext } from '@remix-run/node';
import type { Db } from '#db/client.ts';
import { iterateRunAnswers } from '#db/queries/generation-runs.ts';
import { type FoundRun, findRun } from '#db/queries/system-runs.ts';
import { attachment, fileNamePart } from './file-name.server.ts';
import { rowStream } from './row-stream.server.ts';

/**
 * A run's answers as a download, in the form of `generate --out`, which `import responses` reads.
 * @throws WorkbenchError `not-found`
 */
export function runExportResponse(context: AppLoadContext, { run: id }: { readonly run: string }): Response {
  const run = findRun(context.db, id);
  const name = [run.system, run.dataset, run.label].map(fileNamePart).join('-');
  return new Response(
    rowStream({
      header: '',
      rows: answerLines(context.db, run),
      drained: context.drained,
      left: context.left,
      shutdown: context.shutdown,
    }),
    {
      headers: {
        'Content-Type': 'application/x-ndjson; charset=utf-8',
        'Content-Disposition': attachment(`${name}.jsonl`),
      },
    },
  );
}

function* answerLines(db: Db, { id: runId, datasetId, system }: FoundRun): Generator<string> {
  const answers = iterateRunAnswers(db, { datasetId, split: null, limit: null, runId });
  for (const { text, details, ...row } of answers)
    yield `${JSON.stringify({ ...row, responses: { [system]: text }, details })}\n`;
}
