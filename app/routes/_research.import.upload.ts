import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { enqueueImport, parseImportRequest, shownFileName } from '#app/server/import-request.server.ts';
import { bytesOf, discard, receiveUpload } from '#app/server/receive-upload.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { isWorkbenchError } from '#lib/errors.ts';

/**
 * `PUT /import/upload?kind&target&format&split&fileName` with the file as its body: answers `{job}`, or `{errors}` by
 * field. The import page sends it where a script runs, because a script can say how far it is.
 */
export async function action({ request, context }: ActionFunctionArgs) {
  await requireResearcher({ request, context });
  const query = new URL(request.url).searchParams;
  const fields = new FormData();
  for (const [name, value] of query) fields.set(name, value);
  const parsed = parseImportRequest(fields);
  if (!parsed.ok) {
    await discard(bytesOf(request));
    return answer({ errors: parsed.errors }, 400);
  }
  try {
    const length = request.headers.get('Content-Length');
    const upload = await receiveUpload({
      dataDir: context.environment.dataDir,
      bytes: bytesOf(request),
      announced: length === null ? null : Number(length),
    });
    const file = { upload, fileName: shownFileName(query.get('fileName') ?? undefined) };
    return answer({ job: enqueueImport(context.db, parsed.value, file) }, 201);
  } catch (error) {
    if (!isWorkbenchError(error)) throw error;
    return answer({ errors: { file: error.message } }, error.status);
  }
}

export function loader() {
  throw redirect('/import');
}

function answer(body: object, status: number): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}
