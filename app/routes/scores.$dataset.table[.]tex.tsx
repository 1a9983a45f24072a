import type { LoaderFunctionArgs } from '@remix-run/node';
import { boardFile } from '#app/server/board-file.server.ts';
import { boardLatex } from '#app/server/board-latex.server.ts';

/** With `intervals` in the query, each score's interval stands under it. */
export const loader = (args: LoaderFunctionArgs) =>
  boardFile(args, {
    ending: 'tex',
    type: 'application/x-tex',
    write: (view, { dataset, alpha }, query) =>
      boardLatex({ view, dataset, alpha, intervals: query.get('intervals') === '1' }),
  });
