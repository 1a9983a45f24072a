import { bm25Index } from '../retrieval/bm25-index.ts';
import type { ToldStory } from './exemplar-base.ts';
import { wordsOf } from './words.ts';

/** An emotion and its share. */
export interface EmotionShare {
  readonly label: string;
  readonly probability: number;
}

/**
 * The emotions of a story, the likeliest first; none where no story shares a word with it.
 * @param excludeConversation a conversation that does not vote
 */
export type EmotionVote = (
  story: readonly string[],
  excludeConversation?: string | undefined,
) => readonly EmotionShare[];

/** Of 10, 20, 30 and 50, with votes of one weight, by rank or by score, this was best on validation. */
const voters = 20;

/**
 * Predicts an emotion without a model: the stories whose words are most like those of the one at hand, by BM25, have a
 * vote each; of equal shares that of the most similar story is first. Null where no story has a label.
 */
export function emotionVote(stories: readonly ToldStory[]): EmotionVote | null {
  const known = stories.flatMap(({ emotion, ...story }) => (emotion === null ? [] : [{ ...story, emotion }]));
  if (known.length === 0) return null;
  const index = bm25Index(known.map(({ text }) => wordsOf(text)));
  return (story, excludeConversation) => {
    const found = index.search(wordsOf(story.join(' ')), {
      count: voters,
      accept: (place) => known[place]?.conversation !== excludeConversation,
    });
    const votes = new Map<string, number>();
    for (const { id } of found) {
      const label = known[id]?.emotion ?? '';
      votes.set(label, (votes.get(label) ?? 0) + 1);
    }
    return [...votes]
      .map(([label, count]) => ({ label, probability: count / found.length }))
      .sort((a, b) => b.probability - a.probability);
  };
}
