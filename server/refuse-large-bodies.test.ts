import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { refuseLargeBodies } from './refuse-large-bodies.ts';

async function serve() {
  const app = express();
  app.use(refuseLargeBodies);
  app.all('*', (_request, response) => void response.send('done'));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  /** Announces a body, and sends none of it. */
  return (path: string, headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const post = request({ host: '127.0.0.1', port, method: 'POST', path, headers }, (response) => {
        resolve(response.statusCode);
        post.destroy();
      });
      post.on('error', reject);
      post.flushHeaders();
    });
}

test('a short body passes, and so does none', async () => {
  const status = await serve();
  expect(await status('/sign-in', { 'Content-Length': '4000000' })).toBe(200);
  expect(await status('/sign-out', { 'Content-Length': '0' })).toBe(200);
});

test('a long body, or one of unknown length, is refused before it is read', async () => {
  const status = await serve();
  expect(await status('/sign-in', { 'Content-Length': '6000000' })).toBe(413);
  expect(await status('/sign-in?index', { 'Transfer-Encoding': 'chunked' })).toBe(411);
  expect(await status('/importance', { 'Content-Length': '6000000' })).toBe(413);
});

test.each(['/import?index', '/import.data?index', '/import/upload?kind=dataset'])(
  'a file may be sent to %s',
  async (path) => {
    const status = await serve();
    expect(await status(path, { 'Content-Length': '900000000' })).toBe(200);
    expect(await status(path, { 'Transfer-Encoding': 'chunked' })).toBe(200);
  },
);
