import type { LoaderFunctionArgs } from '@remix-run/node';
import { expected } from '#app/server/respond.server.ts';
import { runExportResponse } from '#app/server/run-export.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  return expected(() => runExportResponse(context, { run: params.run ?? '' }));
}
