import type { LoaderFunctionArgs } from '@remix-run/node';
import { displayOf } from '#annotations/display.ts';
import { attachment, fileNamePart } from '#app/server/file-name.server.ts';
import { expected } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { findStudy } from '#db/queries/study-lookup.ts';

/** The study as a file that makes it again. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const { name, definition } = expected(() => findStudy(context.db, params.study ?? ''));
  // Said outright, for what an older study leaves out would now mean the other.
  const file = { ...definition, display: displayOf(definition) };
  return new Response(`${JSON.stringify(file, null, 2)}\n`, {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': attachment(`${fileNamePart(name)}.study.json`),
    },
  });
}
