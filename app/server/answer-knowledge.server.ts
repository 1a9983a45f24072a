import { z } from 'zod';

const probability = z.number().min(0).max(1);
const levels = z.tuple([probability, probability, probability]);

/** What of a stored answer's details a researcher is shown; each part is absent where it does not make sense. */
const schema = z.object({
  finished: z.enum(['eos', 'length', 'stop', 'whole']).optional().catch(undefined),
  logProbabilities: z.array(z.number().nullable()).optional().catch(undefined),
  emotion: z
    .array(z.object({ label: z.string(), probability }))
    .optional()
    .catch(undefined),
  exemplars: z
    .array(z.object({ text: z.string(), score: z.number() }))
    .optional()
    .catch(undefined),
  levels: z
    .object({ emotionalReaction: levels, interpretation: levels, exploration: levels })
    .optional()
    .catch(undefined),
  unseenTokens: z.number().optional().catch(undefined),
});

/** What a system knows of its own answer, for researchers alone. */
export interface AnswerKnowledge extends Omit<z.infer<typeof schema>, 'logProbabilities'> {
  /** How many tokens the answer has; null where it was not generated. */
  readonly tokens: number | null;
  /** Of a token under the model's own distribution, natural log; null in beam search. */
  readonly meanLogProbability: number | null;
}

/** Undefined where nothing is known. */
export function answerKnowledge(details: unknown): AnswerKnowledge | undefined {
  const parsed = schema.safeParse(details);
  if (!parsed.success) return undefined;
  const { logProbabilities = [], finished, ...known } = parsed.data;
  const numbers = logProbabilities.filter((value) => value !== null);
  const sum = numbers.reduce((total, value) => total + value, 0);
  const knowledge = {
    ...known,
    ...(finished && finished !== 'whole' && { finished }),
    tokens: logProbabilities.length > 0 ? logProbabilities.length : null,
    meanLogProbability: numbers.length > 0 ? sum / numbers.length : null,
  };
  const isEmpty = Object.values(knowledge).every((value) => value === null || value === undefined);
  return isEmpty ? undefined : knowledge;
}
