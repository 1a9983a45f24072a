import { text } from 'node:stream/consumers';
import type { ActionFunction, ActionFunctionArgs, AppLoadContext, ServerBuild } from '@remix-run/node';
import type { Response as Answer, Request as Asked, RequestHandler } from 'express';

export interface DirectActionOptions {
  readonly build: ServerBuild;
  /** The route's id: its file below `app/`, without the ending. */
  readonly route: string;
  readonly getLoadContext: (asked: Asked, answer: Answer) => AppLoadContext;
}

/**
 * Answers a post with the action of a route without a page, as Remix does: but that compares each request with every
 * route that there is, twice, and copies it twice, body and all, which is more than the work that is asked for here.
 * The action reads its request as text or JSON, and gives or throws a Response. The parameters come from Express, so that
 * their names must be the route's.
 */
export function directAction({ build, route, getLoadContext }: DirectActionOptions): RequestHandler {
  const action = build.routes[route]?.module.action;
  if (!action) throw new Error(`there is no action of the route ${route}`);
  return async (asked, answer) => {
    const context = getLoadContext(asked, answer);
    const { params } = asked;
    let request: Request | undefined;
    try {
      request = await requestOf(asked);
      await send(await responseOf(action, { request, params, context }), answer);
    } catch (error) {
      if (request) build.entry.module.handleError?.(error, { request, params, context });
      // Otherwise whoever asked has left before all was said.
      if (answer.headersSent) answer.destroy();
      else answer.status(500).type('text').send('Unexpected Server Error');
    }
  };
}

async function requestOf(asked: Asked): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(asked.headers))
    if (value !== undefined) headers.set(name, String(value));
  const address = new URL(asked.originalUrl, `${asked.protocol}://${asked.headers.host}`);
  return new ReadRequest(address, { method: asked.method, headers }, await text(asked));
}

/**
 * A request whose body is there already: to read it out of a stream once more is half of the work of making it. Every
 * other way to the body fails, since it would be found empty there.
 */
class ReadRequest extends Request {
  readonly #said: string;

  constructor(from: URL | Request, init: RequestInit, said: string) {
    super(from, init);
    this.#said = said;
  }

  override async text(): Promise<string> {
    return this.#said;
  }

  override async json(): Promise<unknown> {
    return JSON.parse(this.#said);
  }

  override clone(): Request {
    return new ReadRequest(this, {}, this.#said);
  }

  override get body(): never {
    throw new Error('the action of a direct route reads its request as text or JSON');
  }

  override async bytes(): Promise<never> {
    return this.body;
  }

  override async arrayBuffer(): Promise<never> {
    return this.body;
  }

  override async blob(): Promise<never> {
    return this.body;
  }

  override async formData(): Promise<never> {
    return this.body;
  }
}

async function responseOf(action: ActionFunction, asked: ActionFunctionArgs): Promise<Response> {
  try {
    const given = await action(asked);
    if (given instanceof Response) return given;
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
  throw new Error('the action of a direct route must give a Response');
}

async function send({ status, headers, body }: Response, answer: Answer): Promise<void> {
  answer.status(status);
  for (const [name, value] of headers) answer.append(name, value);
  if (body) {
    // The head goes with what there is at once, and does not wait for what there is not.
    setImmediate(() => {
      if (!answer.headersSent) answer.flushHeaders();
    });
    const reader = body.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) answer.write(read.value);
  }
  answer.end();
}
