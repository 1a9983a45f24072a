import { refusals, type SaveQueueState, unsaved } from './save-queue-state.ts';

/** The status line: how it stands with what the person did. */
export interface SaveStatus {
  readonly kind: 'untouched' | 'saving' | 'saved' | 'kept' | 'signed-out' | 'refused';
  readonly text: string;
}

export interface SaveStatusInput {
  readonly queue: SaveQueueState;
  readonly online: boolean;
  /** False where the browser keeps nothing. */
  readonly durable: boolean;
}

/** `clock` writes a server's time for people, `12:03:21`. */
export function saveStatus(input: SaveStatusInput, clock: (savedAt: string) => string): SaveStatus {
  const { queue, online, durable } = input;
  const waiting = unsaved(queue).length;
  const kept = `${count(waiting)} kept ${durable ? 'on this device' : 'while this page is open'}`;
  if (waiting > 0) {
    const trouble = queue.trouble?.kind;
    if (trouble === 'signed-out') return { kind: 'signed-out', text: `Signed out: ${kept}` };
    if (!online || trouble === 'network') return { kind: 'kept', text: `Offline: ${kept}` };
    if (trouble === 'unavailable') return { kind: 'kept', text: `The server is busy: ${kept}` };
    return { kind: 'saving', text: 'Saving…' };
  }
  const refused = refusals(queue).length;
  if (refused > 0) return { kind: 'refused', text: `${count(refused)} not saved` };
  if (!online) return { kind: 'kept', text: 'Offline: answers are kept on this device' };
  if (queue.lastSavedAt !== null) return { kind: 'saved', text: `Saved ${clock(queue.lastSavedAt)}` };
  return { kind: 'untouched', text: 'Every answer is saved as you give it' };
}

function count(answers: number): string {
  return answers === 1 ? '1 answer' : `${answers} answers`;
}
