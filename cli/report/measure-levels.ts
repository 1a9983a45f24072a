import { createHash } from 'node:crypto';
import { contextTexts } from '#models/generators/check-context.ts';
import { normaliseUtterance } from '#models/training/data/normalise-utterance.ts';
import type { MechanismProbabilities } from '#models/training/identifiers/mechanisms.ts';
import { openIdentifiers } from '#models/training/identifiers/open-identifiers.ts';
import { contextText } from '#models/training/t5/context-text.ts';
import { keptRows, type Rows } from './kept-rows.ts';
import { checkpointDir, hashOf, type ReportContext, rowsFile, stopIfAborted } from './report-context.ts';

/** Whom a set of identifiers served in training: the reward, or nobody but reports. */
export type IdentifierSet = 'judge' | 'reward';

const chunk = 256;

/**
 * The levels' probabilities of a reply to each test context, by item; null without the set. Texts are read as EmpRL's
 * rewards read them: utterances normalised, with one space between.
 */
export async function levelsOf(
  context: ReportContext,
  set: IdentifierSet,
  { name, replies }: { readonly name: string; readonly replies: Rows<string> },
): Promise<Rows<MechanismProbabilities> | null> {
  const dir = checkpointDir(context, `identifiers-${set}`);
  if (dir === null) return null;
  const texts = createHash('sha256')
    .update(JSON.stringify([...replies].sort(([a], [b]) => a - b)))
    .digest('hex');
  const { contexts } = context.tests;
  return keptRows({
    path: rowsFile(context, `levels-${set}`, { hash: await hashOf(dir), texts }),
    items: contexts.map(({ item }) => item),
    compute: async (missing, keep) => {
      const wanted = new Set(missing);
      const open = contexts.filter(({ item }) => wanted.has(item));
      const identifiers = await openIdentifiers(dir, context.session);
      try {
        for (let start = 0; start < open.length; start += chunk) {
          stopIfAborted(context);
          const part = open.slice(start, start + chunk);
          const found = await identifiers.levels(
            part.map((test) => ({
              context: contextText(contextTexts(test.context)),
              response: normaliseUtterance(replies.get(test.item) ?? ''),
            })),
          );
          keep(part.flatMap(({ item }, at) => (found[at] ? [[item, found[at]] as const] : [])));
          const done = contexts.length - open.length + start + part.length;
          context.progress({ done, total: contexts.length, message: `Levels by the ${set} set: ${name}` });
        }
      } finally {
        await identifiers.dispose();
      }
      context.note(`levels by the ${set} set: ${name}`);
    },
  });
}
