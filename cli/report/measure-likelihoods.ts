import { openReplyScorer } from '#models/scoring/open-reply-scorer.ts';
import type { ReplyScore } from '#models/scoring/scored-exchange.ts';
import { keptRows, type Rows } from './kept-rows.ts';
import { repliesOf } from './measure-replies.ts';
import { checkpointDir, hashOf, type ReportContext, rowsFile, stopIfAborted } from './report-context.ts';
import type { ReportSystem } from './report-systems.ts';

/** Kept after so many. */
const chunk = 128;

/**
 * How likely a system finds the references, by item; null without its checkpoint. LEMPEx reads the exemplars that it was
 * shown when it answered the same context.
 */
export async function likelihoodsOf(
  context: ReportContext,
  system: ReportSystem,
): Promise<Rows<ReplyScore> | null> {
  const { name, generator, checkpoint } = system;
  const dir = checkpointDir(context, checkpoint);
  if (dir === null) return null;
  const shown =
    generator === 'lempex' ? await repliesOf(context, system, { decoding: 'greedy', seed: 0 }) : null;
  const exemplars = [...(shown ?? [])].sort(([a], [b]) => a - b).map(([, reply]) => reply.exemplars);
  const what = { hash: await hashOf(dir), generator, ...(shown && { exemplars }) };
  const { contexts } = context.tests;
  return keptRows({
    path: rowsFile(context, `likelihoods-${checkpoint}`, what),
    items: contexts.map(({ item }) => item),
    compute: async (missing, keep) => {
      const wanted = new Set(missing);
      const open = contexts
        .filter(({ item }) => wanted.has(item))
        .map((test) => ({ ...test, exemplars: shown?.get(test.item)?.exemplars }))
        .sort((a, b) => places(a) - places(b));
      const scorer = await openReplyScorer({ generator, dir }, context.session);
      try {
        for (let start = 0; start < open.length; start += chunk) {
          stopIfAborted(context);
          const part = open.slice(start, start + chunk);
          const scores = await scorer.score(part.map((test) => ({ ...test, reply: test.reference })));
          keep(part.flatMap(({ item }, at) => (scores[at] ? [[item, scores[at]] as const] : [])));
          const done = contexts.length - open.length + start + part.length;
          context.progress({ done, total: contexts.length, message: `Likelihood of references: ${name}` });
        }
      } finally {
        await scorer.dispose();
      }
      context.note(`${name}: likelihoods of ${contexts.length.toLocaleString('en-US')} references`);
    },
  });
}

function places({
  context,
  reference,
}: {
  readonly context: readonly { readonly text: string }[];
  readonly reference: string;
}): number {
  return context.reduce((sum, { text }) => sum + text.length, reference.length);
}
