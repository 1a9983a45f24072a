import type { Identifiers, LevelProbabilities } from '../identifiers/open-identifiers.ts';

/** Who finds more emotion the more letters are of the first half of the alphabet, and a strong one in references. */
export function toyIdentifiers(): {
  readonly open: () => Promise<Identifiers>;
  readonly isOpen: () => number;
} {
  let open = 0;
  const levelsOf = (response: string): LevelProbabilities => {
    if (response.startsWith('oh, what is it')) return [0, 0.1, 0.9];
    const letters = response.match(/[a-z]/g) ?? [];
    const share = (1 + letters.filter((letter) => letter < 'n').length) / (2 + letters.length);
    return [1 - share, 0, share];
  };
  const identifiers: Identifiers = {
    levels: async (pairs) =>
      pairs.map(({ response }) => ({
        emotionalReaction: levelsOf(response),
        interpretation: [0.2, 0.8, 0],
        exploration: [1, 0, 0],
      })),
    dispose: async () => {
      open--;
    },
  };
  return {
    open: async () => {
      open++;
      return identifiers;
    },
    isOpen: () => open,
  };
}
