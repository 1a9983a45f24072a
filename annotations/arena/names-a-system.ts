import { namesSystem } from '../blinding-leaks.ts';

/** Who writes in a lane: the system's name, and its definition where it has one. */
export interface LaneSystem {
  readonly name: string;
  readonly definition: Readonly<Record<string, unknown>> | null;
}

/**
 * Whether a reply names one of the two systems, the generator behind it or its model, after which a vote is no longer
 * blind. Chatbot Arena drops such votes (Chiang et al. 2024, section 3; FastChat, clean_battle_data.py).
 * @param shipped names of the checkpoints that came with the program
 */
export function namesASystem(
  replies: readonly string[],
  systems: readonly LaneSystem[],
  shipped: readonly string[],
): boolean {
  const names = systems.flatMap(({ name, definition }) => [
    name,
    ...['generator', 'checkpoint', 'model'].flatMap((field) => {
      const value = definition?.[field];
      return typeof value === 'string' ? nameWithin(value, shipped) : [];
    }),
  ]);
  return replies.some((reply) => names.some((name) => namesSystem(reply, name)));
}

/**
 * Of a name with its owner the last part; nothing so short that it would be a word by chance. A folder is called as its
 * owner likes, and what a training made is `model` always: only where it is called as one that ships does it name it.
 */
function nameWithin(value: string, shipped: readonly string[]): string[] {
  const last = value.split(/[/\\]/).filter(Boolean).at(-1) ?? '';
  if (/^([a-z]:)?[/\\]/i.test(value)) return shipped.includes(last) ? [last] : [];
  return last.length >= 3 ? [last] : [];
}
