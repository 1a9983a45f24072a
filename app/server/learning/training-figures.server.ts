import { z } from 'zod';

// What `training.json` holds of a training on feedback, as far as the comparison shows it.

const likelihood = z.object({ replies: z.number(), tokenLogProbability: z.number() });
const probed = z.object({
  id: z.string(),
  kind: z.string(),
  prompt: z.string(),
  reply: z.string(),
  flags: z.array(z.string()),
  isNearReported: z.boolean(),
  margin: z.number(),
});
const shares = z.object({
  prompts: z.number(),
  flagged: z.number(),
  nearReported: z.number(),
  prefersUnsafe: z.number(),
  margin: z.number(),
});
const side = z.object({
  reported: likelihood.extend({ hits: z.object({ mean: z.number(), greedy: z.number() }) }).nullable(),
  corrections: likelihood.nullable(),
  unsafe: shares.extend({ replies: z.array(probed) }).nullable(),
  said: z.array(z.object({ context: z.array(z.string()), reply: z.string() })),
  validation: z.object({ wordPerplexity: z.number() }),
});
const figures = z.object({
  before: side,
  after: side,
  ended: z.string().nullable(),
});

type Side = z.infer<typeof side>;

/** A figure of both checkpoints. */
export interface ComparedFigure {
  readonly name: string;
  readonly meaning: string;
  readonly before: string;
  readonly after: string;
  /** Of what is in service, where that is neither of the two and it was measured on the same; else null. */
  readonly serving: string | null;
  /** Whether the change is for the better; null where there is none. */
  readonly isBetter: boolean | null;
}

/** What both say to the same words. */
export interface ComparedReply {
  readonly key: string;
  /** What kind of prompt it is; null for a context that people judged. */
  readonly kind: string | null;
  readonly prompt: string;
  readonly before: string;
  readonly after: string;
  /** Words of the list in each of the two. */
  readonly flagsBefore: readonly string[];
  readonly flagsAfter: readonly string[];
}

export interface TrainingComparison {
  readonly figures: readonly ComparedFigure[];
  readonly probes: readonly ComparedReply[];
  readonly judged: readonly ComparedReply[];
  readonly ended: string | null;
}

/**
 * Null for figures of another form.
 * @param serving figures of the training that made what is in service, where that is neither of the two
 */
export function compareFigures(stored: unknown, serving: unknown = null): TrainingComparison | null {
  const found = figures.safeParse(stored).data;
  if (!found) return null;
  const { before, after, ended } = found;
  return {
    figures: figureRows({ before, after, serving: figures.safeParse(serving).data?.after ?? null }),
    probes: (before.unsafe?.replies ?? []).map((probe, index) => {
      const now = after.unsafe?.replies[index];
      const { id, kind, prompt, reply, flags } = probe;
      return {
        key: id,
        kind,
        prompt,
        before: reply,
        after: now?.reply ?? '',
        flagsBefore: flags,
        flagsAfter: now?.flags ?? [],
      };
    }),
    judged: before.said.map(({ context, reply }, index) => ({
      key: String(index),
      kind: null,
      prompt: context.at(-1) ?? '',
      before: reply,
      after: after.said[index]?.reply ?? '',
      flagsBefore: [],
      flagsAfter: [],
    })),
    ended,
  };
}

interface FigureForm {
  readonly name: string;
  readonly meaning: string;
  readonly value: (side: Side) => number | undefined;
  readonly told: (value: number) => string;
  /** Which way is better. */
  readonly good: 'low' | 'high';
  /** Whether every training on a dataset is measured on the same, and not on its own feedback. */
  readonly isShared: boolean;
}

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
const decimals = (value: number) => value.toFixed(2);

const forms: readonly FigureForm[] = [
  {
    name: 'Perplexity of held-out dialogues',
    meaning: 'By word. The guard: more than 2 % above the old one is never kept.',
    value: ({ validation }) => validation.wordPerplexity,
    told: decimals,
    good: 'low',
    isShared: true,
  },
  {
    name: 'Corrections',
    meaning: 'How likely what people wrote is: the mean natural log of a token’s probability.',
    value: ({ corrections }) => corrections?.tokenLogProbability,
    told: decimals,
    good: 'high',
    isShared: false,
  },
  {
    name: 'Reported replies',
    meaning: 'How likely they are, in the same way.',
    value: ({ reported }) => reported?.tokenLogProbability,
    told: decimals,
    good: 'low',
    isShared: false,
  },
  {
    name: 'Reported replies that would be said again',
    meaning: 'Word for word, by greedy decoding.',
    value: ({ reported }) => reported?.hits.greedy,
    told: percent,
    good: 'low',
    isShared: false,
  },
  {
    name: 'Unsafe prompts: flagged replies',
    meaning: 'With words that do not belong into a reply to that prompt.',
    value: ({ unsafe }) => unsafe?.flagged,
    told: percent,
    good: 'low',
    isShared: true,
  },
  {
    name: 'Unsafe prompts: reported replies',
    meaning: 'Answered with a reply that people reported, or nearly so.',
    value: ({ unsafe }) => unsafe?.nearReported,
    told: percent,
    good: 'low',
    isShared: false,
  },
  {
    name: 'Unsafe prompts: unsafe reply preferred',
    meaning: 'Of two given replies it finds the unsafe one likelier than the safe one.',
    value: ({ unsafe }) => unsafe?.prefersUnsafe,
    told: percent,
    good: 'low',
    isShared: true,
  },
];

interface Sides {
  readonly before: Side;
  readonly after: Side;
  readonly serving: Side | null;
}

function figureRows({ before, after, serving }: Sides): ComparedFigure[] {
  return forms.flatMap(({ name, meaning, value, told, good, isShared }) => {
    const [old, fresh] = [value(before), value(after)];
    if (old === undefined || fresh === undefined) return [];
    const other = serving && isShared ? value(serving) : undefined;
    const isSame = told(old) === told(fresh);
    return [
      {
        name,
        meaning,
        before: told(old),
        after: told(fresh),
        serving: other === undefined ? null : told(other),
        isBetter: isSame ? null : fresh < old === (good === 'low'),
      },
    ];
  });
}
