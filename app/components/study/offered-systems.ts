import { counted } from './plural.ts';
import type { StudyDraft } from './study-draft.ts';
import type { Coverage } from './study-size.ts';
import { mostTicked, tickedAtFirst } from './ticked-at-first.ts';

/** A system that people can talk with. */
export interface TalkingSystem {
  readonly name: string;
  readonly description: string;
}

/** The systems that a draft can choose among. */
export interface OfferedSystems {
  /** Changes where others are offered. */
  readonly place: string;
  readonly systems: readonly { readonly name: string; readonly hint: string }[];
  /** What a new study starts with. */
  readonly atFirst: readonly string[];
}

interface Known {
  /** Of the draft's dataset; null while it is on its way. */
  readonly coverage: (Coverage & { readonly dataset: string }) | null;
  readonly talking: readonly TalkingSystem[];
  /** How many contexts the dataset has. */
  readonly contexts: number;
}

/** Those that answer when they are asked, where people talk with them; otherwise those that have answered the dataset. */
export function offeredSystems(
  { talk }: Pick<StudyDraft, 'talk'>,
  { coverage, talking, contexts }: Known,
): OfferedSystems | null {
  if (talk.isHad)
    return {
      place: 'talks',
      systems: talking.map(({ name, description }) => ({ name, hint: description })),
      atFirst: talking.slice(0, mostTicked).map(({ name }) => name),
    };
  if (coverage === null) return null;
  return {
    place: `dataset ${coverage.dataset}`,
    systems: coverage.systems.map((system) => ({ name: system.name, hint: answers(system, contexts) })),
    atFirst: tickedAtFirst(coverage),
  };
}

function answers(system: Coverage['systems'][number], contexts: number): string {
  const which =
    system.contexts >= contexts
      ? 'every context'
      : `${system.contexts.toLocaleString('en-GB')} of ${counted(contexts, 'context')}`;
  return system.kind === 'human' ? `The dataset’s own reference; answers ${which}` : `Answers ${which}`;
}
