import type { LiveContext } from '#app/server/live-context.server.ts';
import type { LiveSystem } from '#app/server/live-systems.server.ts';
import {
  type LiveRequest,
  type LiveSettings,
  type LiveTurn,
  largestSeed,
  mostCharacters,
  type NumberSetting,
  numberSettings,
  type Search,
} from './live-request.ts';

/** A request as it stands in the form. */
export interface LiveDraft {
  readonly turns: readonly DraftTurn[];
  /** The dataset's context that the turns began as. */
  readonly context: LiveContext | null;
  readonly systems: readonly string[];
  readonly seed: string;
  readonly search: Search | null;
  /** As typed; empty for each system's own. */
  readonly numbers: Readonly<Record<NumberSetting, string>>;
}

export interface DraftTurn extends LiveTurn {
  /** Tells turns apart while they come and go. */
  readonly id: number;
}

export const noNumbers = Object.fromEntries(numberSettings.map((name) => [name, ''])) as Readonly<
  Record<NumberSetting, string>
>;

const oneTurn: readonly LiveTurn[] = [{ speaker: 'speaker', text: '' }];

export function draftTurns(turns: readonly LiveTurn[]): readonly DraftTurn[] {
  return (turns.length > 0 ? turns : oneTurn).map(({ speaker, text }, id) => ({ id, speaker, text }));
}

/** What is still to be said by the other one. */
export function withTurn(turns: readonly DraftTurn[]): readonly DraftTurn[] {
  const speaker = turns.at(-1)?.speaker === 'speaker' ? 'listener' : 'speaker';
  return [...turns, { id: Math.max(-1, ...turns.map(({ id }) => id)) + 1, speaker, text: '' }];
}

/** Without one turn; those after it change sides where two of one person would meet. */
export function withoutTurn(turns: readonly DraftTurn[], id: number): readonly DraftTurn[] {
  const left: DraftTurn[] = [];
  const at = turns.findIndex((turn) => turn.id === id);
  for (const turn of turns.filter((each) => each.id !== id)) {
    const before = left.at(-1);
    const isMoved = before && left.length >= at && before.speaker === turn.speaker;
    left.push(isMoved ? { ...turn, speaker: turn.speaker === 'speaker' ? 'listener' : 'speaker' } : turn);
  }
  return left.length > 0 ? left : draftTurns([]);
}

/** Whether the turns are the dataset's own, so that what is known of its context holds for them. */
export function isUnchanged({ turns, context }: LiveDraft): boolean {
  if (context === null || context.turns.length !== turns.length) return false;
  return context.turns.every(
    ({ speaker, text }, index) => turns[index]?.speaker === speaker && turns[index]?.text === text,
  );
}

/** The draft as it can be asked: controls have answers to contexts of a dataset only. */
export function askable(draft: LiveDraft, systems: readonly LiveSystem[]): LiveDraft {
  if (isUnchanged(draft)) return draft;
  const controls = new Set(systems.filter(({ isControl }) => isControl).map(({ name }) => name));
  return { ...draft, systems: draft.systems.filter((name) => !controls.has(name)) };
}

export type ReadDraft =
  | { readonly ok: true; readonly value: LiveRequest }
  | { readonly ok: false; readonly problem: string };

/** The request that a draft makes, or what it lacks. */
export function requestOf(draft: LiveDraft): ReadDraft {
  const source = isUnchanged(draft) ? (draft.context?.source ?? null) : null;
  const turns = draft.turns
    .map(({ speaker, text }) => ({ speaker, text }))
    .filter(({ text }) => source !== null || text.trim() !== '');
  const seed = Number(draft.seed);
  const problem = problemOf({ draft, turns, source, seed });
  if (problem) return { ok: false, problem };
  return {
    ok: true,
    value: { turns, source, systems: draft.systems, seed, settings: settingsOf(draft) },
  };
}

/** Decoding as it is in a form. */
export type DecodingDraft = Pick<LiveDraft, 'search' | 'numbers'>;

export function settingsOf({ search, numbers }: DecodingDraft): LiveSettings {
  const filled = numberSettings.filter((name) => numbers[name] !== '');
  return { search, numbers: Object.fromEntries(filled.map((name) => [name, Number(numbers[name])])) };
}

interface Read {
  readonly draft: LiveDraft;
  readonly turns: readonly LiveTurn[];
  readonly source: LiveRequest['source'];
  readonly seed: number;
}

function problemOf({ draft, turns, source, seed }: Read): string | null {
  if (turns.length === 0) return 'Write what the speaker says.';
  if (source === null && turns.some(({ text }) => text.length > mostCharacters))
    return `A turn may have ${mostCharacters} characters at most.`;
  if (draft.systems.length === 0) return 'Choose at least one system.';
  if (draft.seed.trim() === '' || !Number.isInteger(seed) || seed < 0 || seed > largestSeed)
    return `The seed must be a whole number from 0 to ${largestSeed}.`;
  if (numberSettings.some((name) => !Number.isFinite(Number(draft.numbers[name]))))
    return 'A decoding setting is not a number.';
  return null;
}
