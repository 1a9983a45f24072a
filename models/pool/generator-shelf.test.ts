import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { WorkbenchError } from '#lib/errors.ts';
import { tinyDialogues, tinyLempex, tinyRetriever } from '../generators/lempex-testing.ts';
import { tinyCaire, tinyCheckpoint, tinyT5 } from '../generators/testing.ts';
import { wholeReply } from '../generators/whole-reply.ts';
import { GeneratorShelf } from './generator-shelf.ts';

const request = { context: [{ speaker: 'speaker', text: 'hello' }], seed: 1 } as const;

function fixture() {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-shelf-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const state = { now: 0, memory: 0, opened: [] as string[], closed: [] as string[], failing: false };
  const asked: unknown[] = [];
  let release: (() => void) | undefined;
  const shelf = new GeneratorShelf({
    open: async ({ name }) => {
      state.opened.push(name);
      if (state.failing) throw new WorkbenchError('unavailable', 'no');
      return {
        name,
        respond: async ({ settings, key }) => {
          asked.push(settings);
          if (key === 'long')
            await new Promise<void>((resolve) => {
              release = resolve;
            });
          return wholeReply('hi');
        },
        dispose: async () => void state.closed.push(name),
      };
    },
    clock: () => state.now,
    memory: () => state.memory,
    idleMs: 1000,
    replacedMs: 100,
    memoryBytes: 100,
  });
  return { folder, state, shelf, asked, release: () => release?.() };
}

test('systems that differ in name and decoding share a model, and each is asked with its own settings', async () => {
  const { folder, state, shelf, asked } = fixture();
  const warm = tinyCaire(folder, { settings: { temperature: 1.2 } });
  const greedy = { ...warm, name: 'greedy', settings: { doSample: false } };
  await shelf.respond(warm, request);
  await shelf.respond(greedy, { ...request, settings: { maxNewTokens: 3 } });
  await shelf.respond({ ...warm, persona: [] }, request);
  expect(state.opened).toEqual(['caire', 'caire']);
  expect(asked).toEqual([{ temperature: 1.2 }, { doSample: false, maxNewTokens: 3 }, { temperature: 1.2 }]);
});

test('a checkpoint that was replaced is loaded anew', async () => {
  const { folder, state, shelf } = fixture();
  const system = tinyCaire(folder);
  await shelf.respond(system, request);
  utimesSync(join(system.checkpoint, 'model.safetensors'), 1, 1);
  await shelf.respond(system, request);
  expect(state.opened).toHaveLength(2);
});

test('a system whose exemplars or retriever were replaced is loaded anew', async () => {
  const { folder, state, shelf } = fixture();
  const retriever = tinyRetriever(join(folder, 'retriever'));
  const exemplars = tinyDialogues(folder);
  const system = tinyLempex(folder, { exemplars, retriever });
  await shelf.respond(system, request);
  await shelf.respond(system, request);
  expect(state.opened).toHaveLength(1);
  utimesSync(exemplars, 1, 1);
  await shelf.respond(system, request);
  utimesSync(join(retriever, 'model.safetensors'), 1, 1);
  await shelf.respond(system, request);
  expect(state.opened).toHaveLength(3);
});

test('what is idle for too long is given back, what is in use is not', async () => {
  const { folder, state, shelf, release } = fixture();
  await shelf.respond(tinyT5(folder), request);
  const long = shelf.respond(tinyCaire(folder), { ...request, key: 'long' });
  state.now = 999;
  shelf.sweep();
  expect(shelf.size).toBe(2);
  state.now = 5000;
  shelf.sweep();
  await expect.poll(() => state.closed).toEqual(['t5-sft']);
  release();
  await long;
  expect(shelf.size).toBe(1);
});

test('where memory is short, the model that was not used for longest goes when another is opened', async () => {
  const { folder, state, shelf } = fixture();
  await shelf.respond(tinyT5(folder), request);
  state.now = 10;
  await shelf.respond(tinyCaire(folder), request);
  state.memory = 200;
  await shelf.respond(tinyT5(folder, { weights: 'int8' }), request);
  await expect.poll(() => state.closed).toEqual(['t5-sft']);
  expect(shelf.size).toBe(2);
});

test('a load that failed is tried again after a pause, or at once where its files were replaced', async () => {
  const { folder, state, shelf } = fixture();
  const system = tinyCaire(folder);
  state.failing = true;
  await expect(shelf.respond(system, request)).rejects.toThrow('no');
  state.failing = false;
  await expect(shelf.respond(system, request)).rejects.toThrow('no');
  expect(state.opened).toHaveLength(1);
  state.now = 5000;
  expect((await shelf.respond(system, request)).text).toBe('hi');
  state.failing = true;
  utimesSync(join(system.checkpoint, 'model.safetensors'), 1, 1);
  await expect(shelf.respond(system, request)).rejects.toThrow('no');
  state.failing = false;
  utimesSync(join(system.checkpoint, 'model.safetensors'), 2, 2);
  expect((await shelf.respond(system, request)).text).toBe('hi');
});

test('a model in whose place another has come is given back once its replies have ended', async () => {
  const { folder, state, shelf, release } = fixture();
  const old = tinyCaire(folder);
  const next = { ...old, checkpoint: tinyCheckpoint(folder, 'caire', 2) };
  const long = shelf.respond(old, { ...request, key: 'long' });
  await shelf.warm(next);
  expect(shelf.loading).toEqual([]);
  await shelf.respond(next, request);
  state.now = 99;
  shelf.sweep();
  expect(shelf.size).toBe(2);
  state.now = 500;
  shelf.sweep();
  expect(shelf.size).toBe(2);
  release();
  await long;
  state.now = 600;
  shelf.sweep();
  expect(shelf.models).toEqual(['tiny-caire']);
  expect(state.opened).toHaveLength(2);
  expect((await shelf.respond(next, request)).text).toBe('hi');
  expect(state.opened).toHaveLength(2);
});

test('one that was loaded ahead waits for its first reply, whoever answers until then', async () => {
  const { folder, state, shelf } = fixture();
  const old = tinyCaire(folder);
  const next = { ...old, checkpoint: tinyCheckpoint(folder, 'caire', 2) };
  await shelf.warm(next);
  await shelf.respond(old, request);
  state.now = 900;
  await shelf.respond(old, request);
  shelf.sweep();
  expect(shelf.size).toBe(2);
});

test('what another process answers in place of a model gives it back here as well', async () => {
  const { folder, state, shelf } = fixture();
  const old = tinyCaire(folder);
  await shelf.respond(old, request);
  shelf.replaced({ ...old, checkpoint: tinyCheckpoint(folder, 'caire', 2) });
  state.now = 100;
  shelf.sweep();
  expect(shelf.size).toBe(0);
});
