import { resolve } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { createRandom, type Random, type SeedPart } from '#lib/rng.ts';
import { type DialogueSource, dialogueSource, dialoguesOf } from '../data/data-source.ts';
import { readEpitome } from '../data/read-epitome.ts';
import type { RetrievalExample } from '../objectives/in-batch-negatives.ts';

/** Files of questions and their answers. */
export const retrievalSource = z.union([
  dialogueSource.extend({ form: z.literal('empathetic-dialogues') }),
  /** One mechanism's file of EPITOME. */
  z.strictObject({ path: z.string().min(1), form: z.literal('epitome') }),
]);
export type RetrievalSource = z.infer<typeof retrievalSource>;

export interface PoolPassage {
  readonly text: string;
  /** The conversation or the post it belongs to; another one's passage is no answer here. */
  readonly group: string;
  /** The emotion of the conversation, or whether an answer is empathic. */
  readonly label: string;
}

/** Questions with their answers, and the passages from which negatives are drawn. */
export interface RetrievalPool {
  readonly passages: readonly PoolPassage[];
  readonly pairs: readonly { readonly question: string; readonly passage: number }[];
}

/**
 * The pairs of a source, as LEMPEx's retriever is trained on them. EmpatheticDialogues: all turns before a listener's,
 * joined by spaces, and that turn; labels are the emotions. EPITOME: a post and each answer of level 1 or 2; answers of
 * level 0 are passages only.
 */
export async function retrievalPool(source: RetrievalSource, dataDir: string): Promise<RetrievalPool> {
  return source.form === 'epitome'
    ? epitomePool(resolve(dataDir, source.path))
    : dialoguePool(source, dataDir);
}

async function dialoguePool(source: DialogueSource, dataDir: string): Promise<RetrievalPool> {
  const passages: PoolPassage[] = [];
  const pairs: { question: string; passage: number }[] = [];
  for await (const { id, turns, emotion = '' } of dialoguesOf(source, dataDir))
    for (let turn = 1; turn < turns.length; turn += 2) {
      pairs.push({ question: turns.slice(0, turn).join(' '), passage: passages.length });
      passages.push({ text: turns[turn] ?? '', group: id, label: emotion });
    }
  return { passages, pairs };
}

async function epitomePool(path: string): Promise<RetrievalPool> {
  const passages: PoolPassage[] = [];
  const pairs: { question: string; passage: number }[] = [];
  for await (const { seekerId, seekerPost, responsePost, level } of readEpitome(path)) {
    const isEmpathic = level >= 1;
    if (isEmpathic) pairs.push({ question: seekerPost, passage: passages.length });
    passages.push({ text: responsePost, group: seekerId, label: isEmpathic ? 'empathic' : 'none' });
  }
  return { passages, pairs };
}

export interface NegativeCounts {
  /** Of another group and another label. */
  readonly random: number;
  /** Of another group and the same label. */
  readonly hard: number;
}

/** Draws the negatives of a pool's pairs. */
export function negativeDrawer(pool: RetrievalPool, counts: NegativeCounts) {
  const places = new Map<string, number[]>();
  for (const [place, { label }] of pool.passages.entries()) {
    const known = places.get(label) ?? [];
    places.set(label, known);
    known.push(place);
  }
  const all = [...pool.passages.keys()];
  /** A pair with its negatives, the same ones for the same seed. */
  return (pair: number, seed: readonly SeedPart[]): RetrievalExample<string> => {
    const { question, passage } = pool.pairs[pair] as RetrievalPool['pairs'][number];
    const positive = pool.passages[passage] as PoolPassage;
    const random = createRandom(...seed, 'negatives');
    const same = places.get(positive.label) ?? [];
    const draw = (from: readonly number[], accepts: (other: PoolPassage) => boolean) =>
      drawn(from, random, (place) => accepts(pool.passages[place] as PoolPassage));
    const others = Array.from({ length: counts.random }, () =>
      draw(all, ({ group, label }) => group !== positive.group && label !== positive.label),
    );
    const hard = Array.from({ length: counts.hard }, () =>
      draw(same, ({ group }) => group !== positive.group),
    );
    const texts = [...others, ...hard].map((place) => pool.passages[place]?.text ?? '');
    return { question, positive: positive.text, negatives: texts };
  };
}

/** Draws until one is accepted; where chance finds none, the first that is. */
function drawn(from: readonly number[], random: Random, accepts: (place: number) => boolean): number {
  for (let tries = 0; tries < 50 && from.length > 0; tries++) {
    const place = from[random.below(from.length)] as number;
    if (accepts(place)) return place;
  }
  const found = from.find(accepts);
  if (found !== undefined) return found;
  throw new WorkbenchError(
    'bad-input',
    'The data has no passage that can be a negative: it takes several conversations of each of several emotions, or fewer negatives in the config.',
  );
}
