import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { refuseForeignOrigins } from './refuse-foreign-origins.ts';

async function serve() {
  const app = express();
  app.use(refuseForeignOrigins);
  app.all('*', (_request, response) => void response.send('done'));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    status: async (method: string, headers: Record<string, string> = {}) =>
      (await fetch(`${address}/x`, { method, headers })).status,
  };
}

test('a change from a page of this server passes', async () => {
  const { address, status } = await serve();
  expect(await status('POST', { Origin: address })).toBe(200);
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
  '%s from another origin, or from none, is refused',
  async (method) => {
    const { address, status } = await serve();
    expect(await status(method)).toBe(403);
    expect(await status(method, { Origin: 'null' })).toBe(403);
    expect(await status(method, { Origin: 'https://elsewhere.example' })).toBe(403);
    expect(await status(method, { Origin: address.replace(/\d+$/, '1') })).toBe(403);
  },
);

test('reading needs no origin', async () => {
  const { status } = await serve();
  expect(await status('GET', { Origin: 'https://elsewhere.example' })).toBe(200);
});
