import { PassThrough } from 'node:stream';
import { type AppLoadContext, createReadableStreamFromReadable, type EntryContext } from '@remix-run/node';
import { isRouteErrorResponse, RemixServer } from '@remix-run/react';
import { isbot } from 'isbot';
import { renderToPipeableStream } from 'react-dom/server';

const renderTimeout = 10_000;

/** Renders a page to a stream: at once for people, complete for robots and for pages without a script. */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  ...[entry, loadContext]: [EntryContext, AppLoadContext]
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const waitForAll = isbot(request.headers.get('user-agent') ?? '');
    let responseStatus = status;
    const send = () => {
      const body = new PassThrough();
      body.once('close', () => clearTimeout(timer));
      headers.set('Content-Type', 'text/html; charset=utf-8');
      resolve(new Response(createReadableStreamFromReadable(body), { headers, status: responseStatus }));
      pipe(body);
    };
    const { pipe, abort } = renderToPipeableStream(
      <RemixServer context={entry} url={request.url} nonce={loadContext.nonce} />,
      {
        nonce: loadContext.nonce,
        ...(waitForAll ? { onAllReady: send } : { onShellReady: send }),
        onShellError: (error) => {
          clearTimeout(timer);
          reject(error);
        },
        onError: (error) => {
          responseStatus = 500;
          if (!request.signal.aborted) loadContext.log.error({ err: error }, 'rendering failed');
        },
      },
    );
    const timer = setTimeout(abort, renderTimeout);
  });
}

export function handleError(
  error: unknown,
  { request, context }: { request: Request; context: AppLoadContext },
) {
  if (request.signal.aborted) return;
  const path = new URL(request.url).pathname;
  // An address that does not exist, or a method it does not take, is the asker's mistake and no defect.
  if (isRouteErrorResponse(error) && error.status < 500)
    context.log.info({ path, status: error.status }, 'request refused');
  else context.log.error({ err: error, path }, 'request failed');
}
