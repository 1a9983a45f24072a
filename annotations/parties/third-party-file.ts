import { WorkbenchError } from '#lib/errors.ts';
import { unitOf } from '../dialogue-study.ts';
import type { StudyDefinition, StudyDefinitionInput } from '../study-definition.ts';

interface Talks {
  /** What the talks became. */
  readonly dataset: string;
  readonly talks: readonly { readonly system: string; readonly talks: number }[];
  readonly ratingsPerItem: number;
  readonly name?: string | undefined;
}

/**
 * The file of a study in which others rate the talks of one in which people had them: the same questions about the same
 * systems, of as many talks of each as there are of the one with the fewest.
 *
 * @throws WorkbenchError `bad-input` for a study without talks
 */
export function thirdPartyFile(
  study: StudyDefinition,
  { dataset, talks, ratingsPerItem, name = `${study.name} by others` }: Talks,
): StudyDefinitionInput {
  if (!study.task)
    throw new WorkbenchError(
      'bad-input',
      `Nobody talks with systems in ${study.name}: there are no talks to rate.`,
    );
  const had = talks.filter((one) => one.talks > 0);
  if (had.length === 0)
    throw new WorkbenchError('bad-input', `No talk of ${study.name} has come to its end yet.`);
  return {
    name,
    dataset,
    systems: had.map(({ system }) => system),
    unit: unitOf(study) === 'turn' ? 'turn' : 'dialogue',
    sample: { items: had.length * Math.min(...had.map((one) => one.talks)), stratify: 'none' },
    criteria: study.criteria.map(({ kind, minimum, maximum, ...criterion }) => ({
      ...criterion,
      kind,
      ...(kind === 'scale' || kind === 'slider' ? { minimum, maximum } : {}),
    })),
    ratingsPerItem,
    seed: study.seed,
    publicTitle: 'Rating conversations',
    display: study.display,
  };
}
