import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { verifyDirectory } from './verify-directory.ts';

const goldens = fileURLToPath(new URL('../../../shared/goldens/models/dpr', import.meta.url));

async function failures(change: (text: string) => string): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), 'workbench-dpr-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  cpSync(goldens, join(dir, 'dpr'), { recursive: true });
  const file = join(dir, 'dpr', 'dpr.json');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
  const failed: string[] = [];
  for await (const line of verifyDirectory(dir, { threads: 1 }))
    if (!('pass' in line) || !line.pass) failed.push(line.quantity);
  return failed;
}

describe.skipIf(!existsSync(goldens))('the references of dense passage retrieval', () => {
  it('pass as they are', async () => {
    expect(await failures((text) => text)).toEqual([]);
  });

  it('fail where one of them is changed, and only there', async () => {
    const spoil = (from: RegExp, to: string) => (text: string) => {
      expect(text).toMatch(from);
      return text.replace(from, to);
    };
    expect(await failures(spoil(/"correct": ?1,\s*"accuracy"/, '"correct":2,"accuracy"'))).toEqual([
      'outputs.correct',
    ]);
    expect(await failures(spoil(/weight_decay 0\.01/, 'weight_decay 9'))).toContain(
      'train.steps.3.loss_after',
    );
    expect(await failures(spoil(/"ctx_model\.pooler\.dense\.bias"/, '"other"'))).toEqual([
      'params_without_grad',
    ]);
    expect(await failures(spoil(/transformers\.AdamW/, 'Lion'))).toEqual(['train']);
  });
});
