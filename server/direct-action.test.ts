import type { AddressInfo } from 'node:net';
import type { ActionFunction, AppLoadContext, ServerBuild } from '@remix-run/node';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { directAction } from './direct-action.ts';

/** Posts to a route with this action; what it fails with is kept. */
async function routeWith(action: ActionFunction) {
  const failures: unknown[] = [];
  const handleError = (error: unknown) => void failures.push(error);
  const build = {
    routes: { say: { id: 'say', module: { action } } },
    entry: { module: { handleError } },
  } as unknown as ServerBuild;
  const app = express();
  const getLoadContext = () => ({ clientAddress: 'here' }) as AppLoadContext;
  app.post('/talks/:id/say', directAction({ build, route: 'say', getLoadContext }));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}/talks/a%20b/say?x=1`, { method: 'POST', body, headers });
  return { post, failures };
}

test('an action gets the request, the parameters and the context, and its response is sent', async () => {
  const { post } = await routeWith(async ({ request, params, context }) => {
    const { pathname, search } = new URL(request.url);
    const { method } = request;
    const cookie = request.headers.get('Cookie');
    const said = await request.json();
    const seen = { method, pathname, search, cookie, said, params, from: context.clientAddress };
    return Response.json(seen, { status: 201, headers: { 'Retry-After': '3' } });
  });
  const response = await post('{"text":"Grüße"}', { Cookie: 'a=b' });
  expect([response.status, response.headers.get('Retry-After')]).toEqual([201, '3']);
  expect(await response.json()).toEqual({
    method: 'POST',
    pathname: '/talks/a%20b/say',
    search: '?x=1',
    cookie: 'a=b',
    said: { text: 'Grüße' },
    params: { id: 'a b' },
    from: 'here',
  });
});

test('a clone of the request has the body as well, however often it is read', async () => {
  const { post } = await routeWith(async ({ request }) => {
    const clone = request.clone();
    const { method, url, headers } = clone.clone();
    const read = [await clone.json(), await clone.text(), await clone.clone().text(), await request.json()];
    return Response.json({ read, same: [method, url, headers.get('Cookie')] });
  });
  const response = await post('{"a":1}', { Cookie: 'a=b' });
  expect(await response.json()).toEqual({
    read: [{ a: 1 }, '{"a":1}', '{"a":1}', { a: 1 }],
    same: ['POST', expect.stringMatching(/\/talks\/a%20b\/say\?x=1$/), 'a=b'],
  });
});

test.each<[string, (request: Request) => unknown]>([
  ['body', (request) => request.body],
  ['bytes', (request) => request.bytes()],
  ['arrayBuffer', (request) => request.arrayBuffer()],
  ['blob', (request) => request.blob()],
  ['formData', (request) => request.formData()],
])('an action that reads %s fails, and does not take it for empty', async (_, read) => {
  const { post, failures } = await routeWith(async ({ request }) => {
    await read(request);
    return new Response(null);
  });
  const response = await post('a=b', { 'Content-Type': 'application/x-www-form-urlencoded' });
  expect([response.status, failures]).toEqual([
    500,
    [expect.objectContaining({ message: expect.stringMatching(/text or JSON/) })],
  ]);
});

test('what is no JSON is the action’s to refuse', async () => {
  const { post, failures } = await routeWith(async ({ request }) =>
    Response.json(await request.json().catch(() => null), { status: 400 }),
  );
  const response = await post('{');
  expect([response.status, await response.json(), failures]).toEqual([400, null, []]);
});

test('a response that is thrown is sent as well, and one without a body', async () => {
  const { post, failures } = await routeWith(() => {
    throw new Response(null, { status: 404, headers: { 'Set-Cookie': 'a=b' } });
  });
  const response = await post('');
  expect([response.status, response.headers.get('Set-Cookie'), await response.text(), failures]).toEqual([
    404,
    'a=b',
    '',
    [],
  ]);
});

test('a defect is told to the log and nobody else', async () => {
  const defect = new Error('a secret');
  const { post, failures } = await routeWith(() => {
    throw defect;
  });
  const response = await post('');
  expect([response.status, await response.text()]).toEqual([500, 'Unexpected Server Error']);
  expect(failures).toEqual([defect]);
});

test('the head of a stream does not wait for its first event, and events are sent as they come', async () => {
  let next: ReadableStreamDefaultController<Uint8Array> | undefined;
  const { post } = await routeWith(() => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        next = controller;
      },
    });
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  });
  const response = await post('');
  expect(response.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8');
  const reader = response.body!.getReader();
  next?.enqueue(new TextEncoder().encode('one'));
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('one');
  next?.close();
  expect((await reader.read()).done).toBe(true);
});

test('a stream that fails breaks off, so that nobody takes a part for the whole', async () => {
  const { post, failures } = await routeWith(() => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('one')),
      pull: (controller) => controller.error(new Error('broken')),
    });
    return new Response(body);
  });
  await expect(post('').then((response) => response.text())).rejects.toThrow();
  expect(failures).toMatchObject([{ message: 'broken' }]);
});
