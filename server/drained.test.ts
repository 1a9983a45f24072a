import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { LoaderFunctionArgs, ServerBuild } from '@remix-run/node';
import { expect, onTestFinished, test } from 'vitest';
import { rowStream } from '#app/server/row-stream.server.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { requestContext } from '#tests/request-context.ts';
import { createServer } from './create-server.ts';

/** A server whose one page streams rows without end, as a study's export does. */
async function endlessDownload() {
  const state = { rows: 0, closed: false };
  function* rows() {
    try {
      for (;;) {
        state.rows++;
        // Hardly compressible, so that compression does not make room.
        yield `${Array.from({ length: 40 }, () => Math.random().toString(36)).join('')}\n`;
      }
    } finally {
      state.closed = true;
    }
  }
  const loader = ({ context }: LoaderFunctionArgs) =>
    new Response(
      rowStream({
        header: '',
        rows: rows(),
        drained: context.drained,
        left: context.left,
        shutdown: context.shutdown,
      }),
      { headers: { 'Content-Type': 'text/csv' } },
    );
  const build = {
    entry: { module: { default: () => new Response('') } },
    routes: {
      root: { id: 'root', path: '', module: { default: () => null } },
      rows: { id: 'rows', parentId: 'root', path: 'rows', module: { loader } },
    },
    assets: {
      entry: { module: '', imports: [] },
      routes: {},
      url: '',
      version: '',
    },
    future: {
      v3_singleFetch: true,
      v3_throwAbortReason: true,
      v3_relativeSplatPath: true,
    },
    basename: '/',
    publicPath: '/',
    assetsBuildDirectory: '',
    isSpaMode: false,
  } as unknown as ServerBuild;
  const app = createServer({
    pages: { build, mode: 'production', assets: [] },
    isReady: () => true,
    loadContext: requestContext(temporaryDatabase()),
  });
  const server = app.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return { state, port: (server.address() as AddressInfo).port };
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000 && !holds(); tries++) await setTimeout(10);
}

/** Waits until a number no longer grows. */
async function settled(read: () => number): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const before = read();
    await setTimeout(150);
    if (before > 0 && read() === before) break;
  }
  return read();
}

test.each(['identity', 'gzip'])(
  'a client that does not read holds up a download sent as %s, and leaving ends it',
  async (encoding) => {
    const { state, port } = await endlessDownload();
    const client = connect(port, '127.0.0.1');
    client.on('error', () => {});
    client.pause();
    client.write(`GET /rows HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: ${encoding}\r\n\r\n`);
    const stuck = await settled(() => state.rows);
    // What sockets and compression hold between them is a few megabytes; the rows go on for ever.
    expect(stuck).toBeGreaterThan(0);
    expect(stuck).toBeLessThan(100_000);

    client.resume();
    await until(() => state.rows > stuck);
    expect(state.rows).toBeGreaterThan(stuck);

    client.destroy();
    await until(() => state.closed);
    expect(state.closed).toBe(true);
  },
);
