import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { type ExemplarPassage, listenerTurns } from '../../exemplars/listener-turns.ts';
import { bm25Retriever, openRetriever, type Retriever } from '../../exemplars/retriever.ts';
import { readJsonObject } from '../../weights/read-checkpoint.ts';
import { dialogueSource, dialoguesOf } from '../data/data-source.ts';
import type { TrainingContext, TrainingSummary } from '../framework/recipe.ts';
import { hashesOf, weightFiles } from '../framework/trained-folder.ts';
import { fingerprintOf } from '../framework/training-state.ts';
import { writeAtomically, writeJsonAtomically } from '../framework/write-atomically.ts';
import { passagesFile } from './read-exemplars.ts';

export const exemplarsConfig = z.strictObject({
  /** Looks up the exemplars of every context once, for the stage `generator`. */
  stage: z.literal('exemplars'),
  /** `bm25`, or the folder, from --data, of an encoder: one of the recipe `dpr`, or any that retrieves in its place. */
  retriever: z.string().min(1),
  /** Exemplars of a context; the published system has 10. */
  count: z.int().min(1).max(100).default(10),
  /** The most tokens of a text for an encoder. */
  maxLength: z.int().min(8).default(256),
  /** Whose listener turns are exemplars: training splits. */
  index: z.array(dialogueSource).min(1),
  /** Whose contexts ask, by a name each, under which the stage `generator` finds their exemplars. */
  data: z.record(
    z.string().regex(/^[\w-]+$/, 'is a name of letters, figures, - and _'),
    dialogueSource.extend({
      /**
       * Whether exemplars must be of conversations with the same emotion: `gold` takes the label, as published, which a
       * system in use does not have (it takes a predicted one); `none` takes all.
       */
      emotion: z.enum(['gold', 'none']).default('none'),
    }),
  ),
});

type ExemplarsConfig = z.infer<typeof exemplarsConfig>;

/** Contexts that are looked up together. */
const together = 64;

/** Finds exemplars: listeners' turns of other conversations. A name that is there already is not looked up again. */
export async function findExemplars(
  settings: ExemplarsConfig,
  context: TrainingContext,
  raw: unknown,
): Promise<TrainingSummary> {
  const origin = await originOf(settings, context, raw);
  const mark = join(context.out, 'exemplars.json');
  const fingerprint = fingerprintOf(origin);
  checkFolder(context.out, mark, fingerprint);

  const passages: ExemplarPassage[] = [];
  for (const source of settings.index)
    for await (const dialogue of dialoguesOf(source, context.dataDir))
      passages.push(...listenerTurns(dialogue));
  mkdirSync(context.out, { recursive: true });
  writeLines(join(context.out, passagesFile), passages);
  writeJsonAtomically(mark, { fingerprint, ...origin });

  const retriever = await openFor(settings, context, passages);
  const numbers: Record<string, unknown> = { passages: passages.length };
  try {
    for (const name of Object.keys(settings.data)) {
      const file = join(context.out, `${name}.jsonl`);
      if (existsSync(file)) continue;
      const found = await lookUp(name, { settings, context, retriever });
      writeLines(file, found);
      numbers[name] = found.length;
    }
  } finally {
    await retriever.dispose();
  }
  writeJsonAtomically(join(context.out, 'training.json'), { ...origin, numbers, commit: context.commit });
  return { line: `Exemplars among ${passages.length} turns by ${retriever.method}.`, numbers };
}

function openFor(
  { retriever, maxLength }: ExemplarsConfig,
  context: TrainingContext,
  passages: readonly ExemplarPassage[],
): Promise<Retriever> | Retriever {
  if (retriever === 'bm25') return bm25Retriever(passages);
  const { device, threads, dataDir, out, progress } = context;
  return openRetriever(resolve(dataDir, retriever), passages, {
    cacheDir: join(out, 'vectors'),
    maxLength,
    onProgress: (done, total) => progress({ message: 'Embedding turns', done, total }),
    ...(device ? { device } : {}),
    ...(threads ? { threads } : {}),
  });
}

interface LookUp {
  readonly settings: ExemplarsConfig;
  readonly context: TrainingContext;
  readonly retriever: Retriever;
}

/** For each listener's turn of a source the places of its exemplars and their scores. */
async function lookUp(name: string, { settings, context, retriever }: LookUp) {
  const source = settings.data[name] as ExemplarsConfig['data'][string];
  const asked: { conversation: string; turn: number; context: string[]; emotion: string | null }[] = [];
  for await (const dialogue of dialoguesOf(source, context.dataDir))
    for (const { conversation, turn, emotion } of listenerTurns(dialogue))
      asked.push({ conversation, turn, context: dialogue.turns.slice(0, turn), emotion });
  const found: { conversation: string; turn: number; exemplars: number[]; scores: number[] }[] = [];
  for (let from = 0; from < asked.length; from += together) {
    if (context.signal.aborted)
      throw new WorkbenchError(
        'interrupted',
        `Stopped while ${name} was looked up. The same command does it again.`,
      );
    const part = asked.slice(from, from + together);
    const lists = await retriever.exemplars(
      part.map(({ context: utterances, conversation, emotion }) => ({
        context: utterances,
        count: settings.count,
        excludeConversation: conversation,
        ...(source.emotion === 'gold' && emotion !== null ? { emotion } : {}),
      })),
    );
    for (const [at, { conversation, turn }] of part.entries()) {
      const list = lists[at] ?? [];
      found.push({
        conversation,
        turn,
        exemplars: list.map(({ place }) => place),
        scores: list.map(({ score }) => Number(score.toPrecision(6))),
      });
    }
    context.progress({ message: `Looking up ${name}`, done: found.length, total: asked.length });
  }
  return found;
}

function writeLines(file: string, values: readonly object[]): void {
  const text = values.map((value) => `${JSON.stringify(value)}\n`).join('');
  writeAtomically(file, (partial) => writeFileSync(partial, text));
}

async function originOf(settings: ExemplarsConfig, { dataDir }: TrainingContext, raw: unknown) {
  const sources = [...settings.index, ...Object.values(settings.data)].map(({ path }) => path);
  const dir = resolve(dataDir, settings.retriever);
  return {
    recipe: 'lempex',
    config: raw,
    data: await hashesOf(dataDir, sources),
    retriever: settings.retriever === 'bm25' ? null : await hashesOf(dir, weightFiles(dir)),
  };
}

function checkFolder(out: string, mark: string, fingerprint: string): void {
  if (!existsSync(out) || !existsSync(mark)) {
    if (existsSync(join(out, 'config.json')))
      throw new WorkbenchError('conflict', `${out} holds a model. Choose another --out.`);
    return;
  }
  if (readMark(mark) !== fingerprint)
    throw new WorkbenchError(
      'conflict',
      `${out} holds exemplars of another config, other data or another retriever. Choose another --out, or remove that folder.`,
    );
}

function readMark(mark: string): unknown {
  return readJsonObject(mark).fingerprint;
}
