import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { ActionFunctionArgs, ServerBuild } from '@remix-run/node';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDatabase } from '#db/testing.ts';
import { requestContext } from '#tests/request-context.ts';
import { conversationPosts } from './conversation-posts.ts';
import { createServer } from './create-server.ts';

test('each route has that address, and an action', () => {
  for (const [address, route] of Object.entries(conversationPosts)) {
    const source = readFileSync(new URL(`../app/${route}.ts`, import.meta.url), 'utf8');
    expect(source).toMatch(/^export async function action\(/m);
    const segments = route
      .replace(/^routes\/_\w+\./, '')
      .replaceAll('$', ':')
      .split('.');
    expect(`/${segments.join('/')}`).toBe(address);
  }
});

test('what a page’s script asks Remix for is left to Remix', async () => {
  const action = async ({ params }: ActionFunctionArgs) => Response.json(params);
  const talk = 'routes/_annotate.rate.talk.$assignment';
  const build = {
    entry: { module: { default: () => new Response('') } },
    routes: { [talk]: { id: talk, path: 'rate/talk/:assignment', module: { action } } },
    assets: { entry: { module: '', imports: [] }, routes: {}, url: '', version: '' },
    future: { v3_singleFetch: true, v3_throwAbortReason: true, v3_relativeSplatPath: true },
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
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const post = async (path: string) => {
    const headers = { Origin: origin, 'Content-Type': 'application/json' };
    const response = await fetch(`${origin}${path}`, { method: 'POST', headers, body: '{}' });
    return response.text();
  };
  expect(await post('/rate/talk/asg_1')).toBe('{"assignment":"asg_1"}');
  // As Remix writes data.
  expect(await post('/rate/talk/asg_1.data')).toContain('"assignment","asg_1"');
});
