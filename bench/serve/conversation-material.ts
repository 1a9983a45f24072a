import { readFileSync } from 'node:fs';

/** Messages of a conversation: about as many as CAiRE's people sent. */
export const messagesEach = 5;

interface StoredDialogue {
  readonly emotion?: string | null;
  readonly turns: readonly { readonly speaker: string; readonly text: string }[];
}

/**
 * What simulated people say: the speakers' turns of a file of dialogues (`jsonl` of `import dataset`), those of one emotion
 * one after another, `messagesEach` a conversation. What does not fill a conversation is left out.
 */
export function conversationsOf(path: string): readonly (readonly string[])[] {
  const said = new Map<string, string[]>();
  for (const line of readFileSync(path, 'utf8').trim().split('\n')) {
    const { emotion, turns } = JSON.parse(line) as StoredDialogue;
    const texts = said.get(emotion ?? '') ?? [];
    said.set(emotion ?? '', texts);
    for (const { speaker, text } of turns) if (speaker === 'speaker') texts.push(text);
  }
  return [...said.values()].flatMap((texts) =>
    Array.from({ length: Math.floor(texts.length / messagesEach) }, (_, index) =>
      texts.slice(index * messagesEach, (index + 1) * messagesEach),
    ),
  );
}
