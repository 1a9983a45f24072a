import { setMaxListeners } from 'node:events';
import { isWorkbenchError } from '#lib/errors.ts';
import type { SystemDefinition } from '#models/client.ts';
import { type KeptRows, keptRows, type Rows } from './kept-rows.ts';
import { type ReportContext, rowsFile, stopIfAborted } from './report-context.ts';
import { formOf, type ReportSystem } from './report-systems.ts';
import type { TestContext } from './test-contexts.ts';

/** What is kept of a reply. */
export interface KeptReply {
  /** As the model wrote it. */
  readonly raw: string;
  /** Labels of emotion, the likeliest first, where the system tells them. */
  readonly emotions?: readonly string[] | undefined;
  readonly exemplars?: readonly string[] | undefined;
}

export type Decoding = 'greedy' | 'sampled';

/** Each system's own greatest length stays; nothing else is left to it. */
const settings: Readonly<Record<Decoding, Readonly<Record<string, unknown>>>> = {
  greedy: { doSample: false },
  sampled: { doSample: true, topK: 20, topP: 1, temperature: 0.9 },
};

export const decodingWords: Readonly<Record<Decoding, string>> = {
  greedy: 'greedy',
  sampled: 'sampled, top-k 20, temperature 0.9',
};

/**
 * A system's replies to all test contexts, by item; null without its checkpoint.
 * @throws WorkbenchError of the system; `interrupted` where the person stops it, after which it can be gone on with
 */
export async function repliesOf(
  context: ReportContext,
  system: ReportSystem,
  { decoding, seed }: { readonly decoding: Decoding; readonly seed: number },
): Promise<Rows<KeptReply> | null> {
  const form = await formOf(context, system);
  if (!form) return null;
  const drawn = decoding === 'sampled' ? { seed } : {};
  const run = [system.name, decoding, ...(decoding === 'sampled' ? [`seed ${seed}`] : [])].join(', ');
  const { definition, identity } = form;
  return keptRows({
    path: rowsFile(context, `replies-${definition.name.replaceAll(' ', '-')}`, {
      ...{ identity, settings: settings[decoding] },
      ...drawn,
    }),
    items: context.tests.contexts.map(({ item }) => item),
    compute: answering(context, definition, { run, seed, settings: settings[decoding] }),
  });
}

interface Run {
  readonly run: string;
  readonly seed: number;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Keeps as many requests asked as the models take at once, the short contexts first. */
function answering(
  context: ReportContext,
  definition: SystemDefinition,
  run: Run,
): KeptRows<KeptReply>['compute'] {
  return async (missing, keep) => {
    const wanted = new Set(missing);
    const open = context.tests.contexts
      .filter(({ item }) => wanted.has(item))
      .sort((a, b) => lengthOf(a) - lengthOf(b));
    const failed = new AbortController();
    const signal = AbortSignal.any([context.signal, failed.signal]);
    setMaxListeners(0, signal);
    const total = context.tests.contexts.length;
    let done = total - open.length;
    const next = open.values();
    const lane = async () => {
      for (const test of next) {
        if (signal.aborted) return;
        keep([[test.item, await answer(context, definition, { ...run, test, signal })]]);
        context.progress({ done: ++done, total, message: `Answering: ${run.run}` });
      }
    };
    const lanes = Array.from({ length: Math.min(context.client.capacity, open.length) }, () =>
      lane().catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    );
    const ends = await Promise.allSettled(lanes);
    stopIfAborted(context);
    // The first to fail is why the others were stopped.
    const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
    if (reasons.length > 0)
      throw (
        reasons.find((reason) => !(isWorkbenchError(reason) && reason.code === 'interrupted')) ?? reasons[0]
      );
    context.note(`${run.run}: ${total.toLocaleString('en-US')} replies`);
  };
}

async function answer(
  { client }: ReportContext,
  definition: SystemDefinition,
  {
    test,
    seed,
    settings: options,
    signal,
  }: Run & { readonly test: TestContext; readonly signal: AbortSignal },
): Promise<KeptReply> {
  const isGold = 'emotionFilter' in definition && definition.emotionFilter === 'gold';
  const { raw, details } = await client.respond(definition, {
    context: test.context,
    seed,
    key: test.item,
    settings: options,
    // The report reads levels by both sets of identifiers, and by itself.
    levels: false,
    signal,
    ...(isGold && { emotion: test.emotion }),
  });
  return {
    raw,
    ...(details.emotion && { emotions: details.emotion.map(({ label }) => label) }),
    ...(details.exemplars && { exemplars: details.exemplars.map(({ text }) => text) }),
  };
}

function lengthOf({ context }: TestContext): number {
  return context.reduce((sum, { text }) => sum + text.length, 0);
}
