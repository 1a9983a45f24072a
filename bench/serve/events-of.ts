import type { IncomingMessage } from 'node:http';

/** The data of server-sent events; what is none is passed over. */
export async function* eventsOf(response: IncomingMessage): AsyncGenerator<string> {
  response.setEncoding('utf8');
  let rest = '';
  for await (const chunk of response) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data: ')) yield line.slice(6).trim();
  }
}
