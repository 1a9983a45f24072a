import { namesSystem } from '../blinding-leaks.ts';

/** Who writes in a lane: the system's name, and its definition where it has one. */
export interface LaneSystem {
  readonly name: string;
  readonly definition: Readonly<Record<string, unknown>> | null;
}

/**
 * Whether a reply names one of the two systems, the generator behind it or its model, after which a vote is no longer
 * blind. Chatbot Arena drops such votes (Chiang et al. 2024, section 3; FastChat, clean_battle_data.py).
 */
export function namesASystem(replies: readonly string[], systems: readonly LaneSystem[]): boolean {
  const names = systems.flatMap(({ name, definition }) => [
    name,
    ...['generator', 'checkpoint', 'model'].flatMap((field) => {
      const value = definition?.[field];
      return typeof value === 'string' ? nameWithin(value) : [];
    }),
  ]);
  return replies.some((reply) => names.some((name) => namesSystem(reply, name)));
}

/** Of a path or an owner's model its last part; nothing so short that it would be a word by chance. */
function nameWithin(value: string): string[] {
  const last = value.split(/[/\\]/).filter(Boolean).at(-1) ?? '';
  return last.length >= 3 ? [last] : [];
}
