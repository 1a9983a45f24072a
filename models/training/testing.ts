import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import type { TrainingContext } from './framework/recipe.ts';

/** A folder for one test; removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-training-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a text file, packed where its name ends in `.gz`. Returns its path. */
export function writeText(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

export function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

/** Small talk whose answers follow from the questions, so that something can be learned from it. */
export function smallTalk(dialogues: number, seed = 1): { readonly id: string; readonly turns: string[] }[] {
  const random = createRandom(seed, 'small talk');
  const things = ['dog', 'cat', 'exam', 'house', 'garden', 'brother', 'holiday', 'job'];
  return Array.from({ length: dialogues }, (_, index) => {
    const thing = things[random.below(things.length)];
    const turns = [
      `I am worried about my ${thing}.`,
      `Oh no, what is it with your ${thing}?`,
      'I do not know.',
    ];
    return { id: `talk-${index}`, turns: turns.slice(0, 2 + random.below(2)) };
  });
}

/** A context that keeps what it is told. */
export function trainingContext(
  out: string,
  dataDir: string,
  changes: Partial<TrainingContext> = {},
): TrainingContext & { readonly notes: string[] } {
  const notes: string[] = [];
  return {
    out,
    dataDir,
    threads: 1,
    signal: new AbortController().signal,
    clock: () => 0,
    commit: null,
    note: (line) => notes.push(line),
    progress: () => {},
    ...changes,
    notes,
  };
}

/** As `smallTalk`, in the form of EmpatheticDialogues: one of two emotions, and an answer that names the thing. */
export function empatheticTalk(dialogues: number, seed = 1) {
  const random = createRandom(seed, 'empathetic talk');
  const things = ['dog', 'cat', 'exam', 'house', 'garden', 'brother', 'holiday', 'job'];
  return Array.from({ length: dialogues }, (_, index) => {
    const thing = things[random.below(things.length)];
    const emotion = ['afraid', 'joyful'][random.below(2)] ?? '';
    const turns = [
      { speaker: 'speaker', text: `I am ${emotion} about my ${thing}.` },
      { speaker: 'listener', text: `Oh, what is it with your ${thing}?` },
    ];
    return { conv_id: `talk-${seed}-${index}`, emotion, situation: `My ${thing}.`, turns };
  });
}

/** A context whose signal is aborted after so many steps. */
export function stopAfter(steps: number): Partial<TrainingContext> {
  const controller = new AbortController();
  let seen = 0;
  return {
    signal: controller.signal,
    progress: ({ message }) => {
      if (message.startsWith('Training') && ++seen === steps) controller.abort();
    },
  };
}

/** The weights that a training left, byte for byte. */
export function weightsOf(out: string): Buffer {
  return readFileSync(join(out, 'model.safetensors'));
}
