import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a stand-in was asked. */
export interface Heard {
  readonly path: string;
  readonly key: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Answer = (response: ServerResponse, heard: Heard) => void;

/** A server that answers the n-th request for a chat as the n-th of `answers` does, later ones as the last. */
export async function standIn(...answers: readonly Answer[]) {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const path = request.url ?? '';
    const one = { path, key: request.headers.authorization, body: body ? JSON.parse(body) : {} };
    if (path.endsWith('/models')) return void response.end(JSON.stringify({ data: [{ id: 'llama' }] }));
    heard.push(one);
    answers[Math.min(heard.length, answers.length) - 1]?.(response, one);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { heard, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

/** What every whole answer counts. */
export const usage = { prompt_tokens: 20, completion_tokens: 5 };

export const whole =
  (content: string, finish_reason = 'stop'): Answer =>
  (response) =>
    void response.end(
      JSON.stringify({
        ...{ model: 'llama-3', system_fingerprint: 'fp_1', usage },
        choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason }],
      }),
    );

export const status =
  (code: number, headers: Record<string, string> = {}, message = 'no'): Answer =>
  (response) =>
    void response.writeHead(code, headers).end(JSON.stringify({ error: { message } }));

export const delta = (content: string, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ model: 'llama-3', choices: [{ index: 0, delta: { content }, finish_reason }] })}\r\n\r\n`;
