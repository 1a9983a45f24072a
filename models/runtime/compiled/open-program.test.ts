import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomCheckpoint, tinyConfigs } from '../../architectures/testing.ts';
import { buildDecoderProgram } from '../../serving/decoder-program.ts';
import type { ServingWeights } from '../../serving/program.ts';
import { openSmall, runPiecewise } from '../../serving/testing.ts';
import { compileProgram, openProgram } from './open-program.ts';

let cacheDir: string;
beforeEach(() => {
  cacheDir = mkdtempSync(join(tmpdir(), 'compiled-'));
});
afterEach(() => rmSync(cacheDir, { recursive: true, force: true }));

function tiny(weights: ServingWeights, seed = 1) {
  const checkpoint = randomCheckpoint(tinyConfigs.gpt2, seed);
  return { checkpoint, program: buildDecoderProgram(checkpoint.config, { weights }) };
}

function compile(weights: ServingWeights, seed?: number, note?: (sentence: string) => void): Promise<string> {
  const { checkpoint, program } = tiny(weights, seed);
  return compileProgram(checkpoint, program, { cacheDir, ...(note ? { note } : {}) });
}

/** Where a file lies on the disk: another number when it was written anew. */
const inodes = (dir: string) => readdirSync(dir).map((name) => [name, statSync(join(dir, name)).ino]);

describe('a compiled program', () => {
  it.each(['float32', 'int8'] as const)(
    'computes in %s what one with its weights inside does',
    async (weights) => {
      const { checkpoint, program } = tiny(weights);
      const sessions = [
        await openProgram(checkpoint, program, { cacheDir, threads: 1 }),
        await openSmall(checkpoint, program),
      ];
      const rows = [{ tokens: [3, 9, 14, 2], pieces: [3, 1] }];
      const [compiled, inside] = await Promise.all(
        sessions.map((session) => runPiecewise({ program, session, garbage: () => 0, spare: 0 }, rows)),
      );
      expect(compiled).toEqual(inside);
      await Promise.all(sessions.map((session) => session.dispose()));
    },
  );

  it('is written once and then only checked', async () => {
    const dir = await compile('int8');
    const before = inodes(dir);
    expect(before.map(([name]) => name)).toEqual(['manifest.json', 'model.onnx', 'weights.bin']);
    expect(await compile('int8')).toBe(dir);
    expect(inodes(dir)).toEqual(before);
  });

  it('has a folder of its own for other weights and for another form of them', async () => {
    const dirs = [await compile('float32'), await compile('int8'), await compile('int8', 2)];
    expect(new Set(dirs).size).toBe(3);
    expect(readdirSync(cacheDir)).toHaveLength(3);
  });

  it.each(['weights.bin', 'model.onnx', 'manifest.json'])(
    'is made anew when a byte of %s flips',
    async (name) => {
      const dir = await compile('float32');
      const path = join(dir, name);
      const sound = readFileSync(path);
      const spoilt = Buffer.from(sound);
      spoilt[Math.floor(spoilt.length / 2)]! ^= 1;
      writeFileSync(path, spoilt);
      const notes: string[] = [];
      await compile('float32', 1, (sentence) => notes.push(sentence));
      expect(readFileSync(path)).toEqual(sound);
      expect(notes).toHaveLength(1);
      expect(notes[0]).toMatch(/is damaged \(.*\) and is made anew/);
    },
  );

  it('is made anew when it was never finished or lost a file', async () => {
    const dir = await compile('float32');
    for (const name of ['manifest.json', 'weights.bin']) {
      rmSync(join(dir, name));
      await compile('float32');
      expect(readdirSync(dir)).toEqual(['manifest.json', 'model.onnx', 'weights.bin']);
    }
  });

  it('sweeps away what a process left that ended long ago, and nothing younger', async () => {
    const dir = await compile('float32');
    for (const name of ['old.tmp', 'young.tmp']) writeFileSync(join(dir, name), 'half');
    utimesSync(join(dir, 'old.tmp'), 0, 0);
    rmSync(join(dir, 'manifest.json'));
    await compile('float32');
    expect(readdirSync(dir)).toEqual(['manifest.json', 'model.onnx', 'weights.bin', 'young.tmp']);
  });

  it('survives processes that compile it at once', async () => {
    const script = `
      import { randomCheckpoint, tinyConfigs } from '#models/architectures/testing.ts';
      import { buildDecoderProgram } from '#models/serving/decoder-program.ts';
      import { openProgram } from '#models/runtime/compiled/open-program.ts';
      const checkpoint = randomCheckpoint(tinyConfigs.gpt2);
      const program = buildDecoderProgram(checkpoint.config, { weights: 'int8' });
      const cacheDir = ${JSON.stringify(cacheDir)};
      for (let round = 0; round < 5; round++)
        await (await openProgram(checkpoint, program, { cacheDir, threads: 1 })).dispose();`;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const run = () => promisify(execFile)(process.execPath, args);
    await Promise.all([run(), run(), run()]);
    const [key] = readdirSync(cacheDir);
    const notes: string[] = [];
    expect(await compile('int8', 1, (sentence) => notes.push(sentence))).toBe(join(cacheDir, key!));
    expect(notes).toEqual([]);
    expect(readdirSync(join(cacheDir, key!))).toEqual(['manifest.json', 'model.onnx', 'weights.bin']);
  }, 30_000);

  it('says where it cannot be written', async () => {
    const { checkpoint, program } = tiny('float32');
    const file = join(cacheDir, 'file');
    writeFileSync(file, '');
    const opening = openProgram(checkpoint, program, { cacheDir: file });
    await expect(opening).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/cannot be written to .*file/),
    });
  });
});
