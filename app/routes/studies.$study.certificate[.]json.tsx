import type { LoaderFunctionArgs } from '@remix-run/node';
import { attachment, fileNamePart } from '#app/server/file-name.server.ts';
import { expectedLater } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';

/** How even the study's assignment is, with all counts. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const { name, certificate } = await expectedLater(context.aside('certificate', params.study ?? ''));
  return new Response(`${JSON.stringify({ study: name, ...certificate }, null, 2)}\n`, {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': attachment(`${fileNamePart(name)}.certificate.json`),
    },
  });
}
