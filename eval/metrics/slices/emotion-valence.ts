export type Valence = 'positive' | 'negative';

/**
 * Which of the 32 emotions of EmpatheticDialogues is positive and which negative, as MIME groups them (Majumder et al.
 * 2020: 13 and 19; its published code). Others group some otherwise: anticipating, nostalgic and sentimental count as
 * negative here.
 */
const grouping: Readonly<Record<Valence, readonly string[]>> = {
  positive: [
    'caring',
    'confident',
    'content',
    'excited',
    'faithful',
    'grateful',
    'hopeful',
    'impressed',
    'joyful',
    'prepared',
    'proud',
    'surprised',
    'trusting',
  ],
  negative: [
    'afraid',
    'angry',
    'annoyed',
    'anticipating',
    'anxious',
    'apprehensive',
    'ashamed',
    'devastated',
    'disappointed',
    'disgusted',
    'embarrassed',
    'furious',
    'guilty',
    'jealous',
    'lonely',
    'nostalgic',
    'sad',
    'sentimental',
    'terrified',
  ],
};

const valences: ReadonlyMap<string, Valence> = new Map(
  (['positive', 'negative'] as const).flatMap((valence) =>
    grouping[valence].map((emotion) => [emotion, valence] as const),
  ),
);

/** Null for a word that is none of the 32. */
export function valenceOf(emotion: string): Valence | null {
  return valences.get(emotion.toLowerCase()) ?? null;
}
