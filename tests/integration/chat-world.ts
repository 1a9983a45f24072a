import type { AppLoadContext } from '@remix-run/node';
import { expect } from 'vitest';
import type { ChatRequest, TurnEvent } from '#app/components/chat/chat-events.ts';
import type { ConversationView } from '#app/components/chat/chat-view.ts';
import type { FeedbackRequest } from '#app/components/chat/feedback-request.ts';
import { readEventStream } from '#app/components/live/read-event-stream.ts';
import * as links from '#app/routes/_research.chat.links.tsx';
import * as chats from '#app/routes/_talk.chat._index.tsx';
import * as answers from '#app/routes/_talk.chat.c.$id.answers.ts';
import * as feedback from '#app/routes/_talk.chat.c.$id.feedback.ts';
import * as talk from '#app/routes/talk.$secret.tsx';
import type { ChatLinkView } from '#app/server/conversations/chat-link-visit.server.ts';
import type { LinksOutcome } from '#app/server/conversations/chat-links-page.server.ts';
import { readConversation } from '#db/queries/conversations-kept.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { temporaryDatabase } from '#db/testing.ts';
import type { ModelClient } from '#models/client.ts';
import type { CaireDefinition, T5Definition } from '#models/generators/system-definition.ts';
import { requestContext } from '../request-context.ts';
import { type FormFields, formOf, type Visitor, visitor } from '../visitor.ts';

const origin = 'http://localhost:3000';
const now = '2026-01-02T03:04:05.000Z';

export interface ChatWorldParts {
  readonly systems: readonly (CaireDefinition | T5Definition)[];
  readonly models: ModelClient;
}

/** A fresh workbench with systems to talk with and a researcher, Ada, and what people do with its routes. */
export async function chatWorld({ systems, models }: ChatWorldParts) {
  const db = temporaryDatabase();
  for (const definition of systems)
    addGenerator(db, { name: definition.name, description: '', definition, now });
  const context = requestContext(db, { models });
  const ada = await visitor(context, 'researcher');
  return { db, context, ada, ...talking(context), ...visiting(context, ada) };
}

/** What anybody does in a conversation. */
function talking(context: AppLoadContext) {
  const { db } = context;
  const post = postIn(context);
  const say = async (by: Visitor, id: string, text: string) =>
    eventsOf(await post(by, id, { kind: 'say', text, turn: readConversation(db, id)?.messages.length ?? 0 }));
  /** The id of a new conversation; empty where none is begun. */
  const started = async (by: Visitor, fields: FormFields): Promise<string> => {
    const request = by.post('/chat', { intent: 'start', ...fields });
    const response = (await chats.action({ request, params: {}, context })) as unknown;
    return response instanceof Response ? (response.headers.get('Location')?.split('/').at(-1) ?? '') : '';
  };
  const view = async (by: Visitor, id: string): Promise<ConversationView> =>
    (await answers.loader({ request: by.get(''), params: { id }, context })).json();
  const tell = (by: Visitor, id: string, body: FeedbackRequest) =>
    feedback.action({ request: posting(by, body), params: { id }, context });
  return { post, say, started, view, tell };
}

/** What is done with links to talk. */
function visiting(context: AppLoadContext, ada: Visitor) {
  /** A new link's secret. */
  const made = async (fields: FormFields = {}): Promise<string> => {
    const system = ['tiny-caire', 'tiny-t5'];
    const form = {
      ...{ intent: 'create', title: 'Talk', system, blind: 'on', people: '', days: '' },
      ...fields,
    };
    const request = ada.post('/chat/links', form);
    const { data } = (await links.action({ request, params: {}, context })) as { data: LinksOutcome };
    expect(data.errors).toEqual({});
    return data.link?.address.split('/').at(-1) ?? '';
  };
  const visit = async (secret: string, by?: Visitor) =>
    (await talk.loader({
      request: by ? by.get(`/talk/${secret}`) : new Request(`${origin}/talk/${secret}`),
      params: { secret },
      context,
    })) as { data: ChatLinkView; init: { status: number } };
  /** Somebody who opens a link and begins. */
  const come = async (secret: string): Promise<{ readonly by: Visitor; readonly id: string }> => {
    const request = new Request(`${origin}/talk/${secret}`, { method: 'POST', body: formOf({}) });
    const response = await talk.action({ request, params: { secret }, context });
    const headers = { Cookie: response.headers.get('Set-Cookie')?.split(';')[0] ?? '', Origin: origin };
    const by: Visitor = {
      ...ada,
      get: (path) => new Request(`${origin}${path}`, { headers }),
      post: (path, fields) =>
        new Request(`${origin}${path}`, { method: 'POST', headers, body: formOf(fields) }),
    };
    return { by, id: response.headers.get('Location')?.split('/').at(-1) ?? '' };
  };
  return { made, visit, come };
}

/** What a browser sends while people talk, to a server of this context. */
export const postIn = (context: AppLoadContext) => (by: Visitor, id: string, body: ChatRequest) =>
  answers.action({ request: posting(by, body), params: { id }, context });

function posting(by: Visitor, body: unknown): Request {
  const { headers } = by.get('/');
  return new Request(`${origin}/`, { method: 'POST', headers, body: JSON.stringify(body) });
}

export async function eventsOf(response: Response): Promise<TurnEvent[]> {
  expect(response.status).toBe(200);
  const events: TurnEvent[] = [];
  for await (const batch of readEventStream<TurnEvent>(response.body!)) events.push(...batch);
  return events;
}
