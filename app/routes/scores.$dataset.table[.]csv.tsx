import type { LoaderFunctionArgs } from '@remix-run/node';
import { boardCsv } from '#app/server/board-csv.server.ts';
import { boardFile } from '#app/server/board-file.server.ts';

export const loader = (args: LoaderFunctionArgs) =>
  boardFile(args, { ending: 'csv', type: 'text/csv', write: boardCsv });
