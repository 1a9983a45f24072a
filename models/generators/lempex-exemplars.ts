import { join } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import { emotionVote } from '../exemplars/emotion-vote.ts';
import { type ExemplarBase, readExemplarBase } from '../exemplars/exemplar-base.ts';
import { passageVectors } from '../exemplars/passage-vectors.ts';
import { bm25Retriever, type Exemplar, openRetriever, type Ranking } from '../exemplars/retriever.ts';
import { openT5Encoders } from '../exemplars/text-encoders.ts';
import type { LempexCheckpoint } from '../lempex/lempex-folder.ts';
import { meanVectors } from '../lempex/mean-vectors.ts';
import { openCaire } from './caire.ts';
import type { ReplyDetails, RespondRequest } from './generator.ts';
import type { GeneratorOptions } from './generator-options.ts';
import { inBatches } from './in-batches.ts';
import type { ExemplarPlaces } from './lempex-form.ts';

/** What a request is shown. */
export interface ShownExemplars {
  /** The mean of their vectors. */
  readonly mean: Float32Array;
  readonly exemplars: readonly Exemplar[];
  /** As predicted, where that was asked for and possible. */
  readonly emotion?: ReplyDetails['emotion'];
}

export interface ExemplarFinder {
  /** @param texts the utterances of the request, of two people in turn */
  find(request: RespondRequest, texts: readonly string[]): Promise<ShownExemplars>;
  dispose(): Promise<void>;
}

type Emotions = NonNullable<ReplyDetails['emotion']>;

/** The emotion of a context, the likeliest first; empty where nothing can be said. */
interface EmotionSource {
  predict(request: RespondRequest, texts: readonly string[]): Promise<Emotions>;
  dispose(): Promise<void>;
}

/**
 * Opens all that finds and encodes exemplars. Vectors of the turns, of the retriever and of the frozen encoder, are made
 * the first time and kept in the data folder by the hash of encoder and texts.
 */
export async function openExemplars(
  places: ExemplarPlaces,
  encoder: NonNullable<LempexCheckpoint['exemplars']>,
  options: GeneratorOptions,
): Promise<ExemplarFinder> {
  const base = readExemplarBase(places.dialogues);
  const { device, threads, rows } = options;
  const cacheDir = join(options.cacheDir, 'exemplars');
  const steady = { device, threads, cacheDir, steady: true };
  const vectors = await frozenVectors(base, encoder, steady);
  const retriever =
    places.retriever === 'bm25'
      ? bm25Retriever(base.passages)
      : await openRetriever(places.retriever, base.passages, steady);
  const opened: { dispose(): Promise<void> }[] = [retriever];
  try {
    const emotions = await emotionSource(places, base, options);
    if (emotions) opened.push(emotions);
    const rank = inBatches((batch: readonly (readonly string[])[]) => retriever.rank(batch), {
      rows,
      sizeOf: (texts) => texts.reduce((sum, { length }) => sum + length, 0),
    });
    return {
      find: async (request, texts) => {
        const [ranking, emotion] = await Promise.all([rank(texts), emotions?.predict(request, texts)]);
        const wanted = places.emotionFilter === 'gold' ? goldOf(request) : emotion?.[0]?.label;
        const exemplars = bestOf(ranking, {
          count: encoder.count,
          emotion: wanted,
          excludeConversation: request.dialogue,
        });
        const mean = meanVectors(vectors, [exemplars.map(({ place }) => place)]);
        return { mean, exemplars, ...(emotion?.length && { emotion }) };
      },
      dispose: () => disposeAll(opened),
    };
  } catch (error) {
    await disposeAll(opened);
    throw error;
  }
}

async function disposeAll(opened: readonly { dispose(): Promise<void> }[]): Promise<void> {
  for (const each of opened) await each.dispose();
}

/** What the frozen encoder gives for every turn; it is closed again, since turns do not change. */
async function frozenVectors(
  { passages }: ExemplarBase,
  { t5, prefix, width, maxLength }: NonNullable<LempexCheckpoint['exemplars']>,
  { cacheDir, ...options }: { device: string; threads: number; cacheDir: string; steady: boolean },
): Promise<{ readonly data: Float32Array; readonly width: number }> {
  const encoders = openT5Encoders(t5, { ...options, maxLength });
  try {
    const texts = passages.map(({ text }) => `${prefix}${text}`);
    return { data: await passageVectors(encoders, texts, { cacheDir }), width };
  } finally {
    await encoders.dispose();
  }
}

interface Wanted {
  readonly count: number;
  readonly emotion: string | undefined;
  readonly excludeConversation: string | undefined;
}

/** Of the emotion that is wanted; of all where nobody was answered who felt it. */
function bestOf(ranking: Ranking, { emotion, excludeConversation, count }: Wanted): Exemplar[] {
  const all = { count, ...(excludeConversation === undefined ? {} : { excludeConversation }) };
  const chosen = emotion === undefined ? [] : ranking.best({ ...all, emotion });
  return chosen.length > 0 ? chosen : ranking.best(all);
}

function goldOf({ emotion }: RespondRequest): string {
  if (emotion !== undefined) return emotion;
  throw new WorkbenchError(
    'bad-input',
    'This system takes exemplars by the gold emotion of a dialogue, and this context has none: use a dataset with labels, or a system whose emotionFilter is "predicted".',
  );
}

async function emotionSource(
  { emotionFilter, emotionFrom }: ExemplarPlaces,
  { stories }: ExemplarBase,
  options: GeneratorOptions,
): Promise<EmotionSource | null> {
  if (emotionFilter !== 'predicted') return null;
  if (emotionFrom !== null) return caireEmotions(emotionFrom, options);
  const vote = emotionVote(stories);
  return {
    predict: async ({ dialogue }, texts) => {
      // The one who is answered said the last utterance, and every second one before it.
      const story = texts.filter((_, index) => (texts.length - 1 - index) % 2 === 0);
      return vote?.(story, dialogue) ?? [];
    },
    dispose: async () => {},
  };
}

/** CAiRE tells the emotion with any reply, so it is asked for one token. */
async function caireEmotions(checkpoint: string, options: GeneratorOptions): Promise<EmotionSource> {
  const caire = await openCaire({ name: 'emotions', generator: 'caire', checkpoint }, options);
  const settings = { doSample: false, maxNewTokens: 1 };
  return {
    predict: async ({ context, signal }) => {
      const { details } = await caire.respond({ context, seed: 0, settings, signal });
      return details.emotion ?? [];
    },
    dispose: () => caire.dispose(),
  };
}
