import type { ActionFunctionArgs, AppLoadContext, LoaderFunctionArgs } from '@remix-run/node';
import { signIn } from '#app/server/session.server.ts';
import type { Db } from '#db/client.ts';
import { requestContext } from './request-context.ts';

type Handler = (args: LoaderFunctionArgs & ActionFunctionArgs) => unknown;

interface Ask {
  readonly params?: Readonly<Record<string, string>>;
  readonly search?: string;
  /** Makes it a POST. */
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
}

/** A browser's cookie jar at the loaders and actions, without the server around them. */
export class Visitor {
  readonly context: AppLoadContext;
  #cookie: string | undefined;

  constructor(db: Db) {
    this.context = requestContext(db);
  }

  async signInAs(userId: string): Promise<this> {
    this.#keep(await signIn(this.context, userId));
    return this;
  }

  /** What a loader or action returns, or the response it throws; cookies that are set are kept. */
  async ask(handler: Handler, { params = {}, search = '', json, form }: Ask = {}): Promise<unknown> {
    const headers = new Headers(this.#cookie ? { Cookie: this.#cookie } : {});
    const body = json === undefined ? (form ? new URLSearchParams(form) : undefined) : JSON.stringify(json);
    if (json !== undefined) headers.set('Content-Type', 'application/json');
    const request = new Request(`http://localhost/somewhere${search}`, {
      headers,
      ...(body === undefined ? {} : { method: 'POST', body }),
    });
    const args = { request, params, context: this.context } as LoaderFunctionArgs & ActionFunctionArgs;
    const answer = await Promise.resolve(handler(args)).catch((thrown: unknown) => {
      if (thrown instanceof Response) return thrown;
      throw thrown;
    });
    const setCookie = answer instanceof Response ? answer.headers.get('Set-Cookie') : null;
    if (setCookie) this.#keep(setCookie);
    return answer;
  }

  /** The same, where a response is expected. */
  async askForResponse(handler: Handler, ask?: Ask): Promise<Response> {
    const answer = await this.ask(handler, ask);
    if (answer instanceof Response) return answer;
    throw new Error(`expected a response, got ${JSON.stringify(answer)}`);
  }

  #keep(setCookie: string): void {
    this.#cookie = setCookie.split(';')[0];
  }
}
