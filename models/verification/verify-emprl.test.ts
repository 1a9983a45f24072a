import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { PpoMathGolden } from './ppo-goldens.ts';
import { verifyKinds } from './reference-kinds.ts';
import type { VerificationLine } from './report.ts';
import { emprlKinds } from './verify-emprl.ts';
import { lempexKinds } from './verify-lempex.ts';

const goldens = fileURLToPath(new URL('../../../shared/goldens/models', import.meta.url));

/** A copy of a system's references, with a change to one of its files. */
function spoilt(system: string, change: (dir: string) => void): string {
  const dir = mkdtempSync(join(tmpdir(), 'workbench-systems-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  cpSync(join(goldens, system), dir, { recursive: true });
  change(dir);
  return dir;
}

async function failed(dir: string): Promise<VerificationLine[]> {
  const lines: VerificationLine[] = [];
  for await (const line of verifyKinds(dir, [...emprlKinds, ...lempexKinds], { threads: 1 }))
    if ('pass' in line && !line.pass) lines.push(line);
  return lines;
}

function edit<Golden>(path: string, change: (golden: Golden) => void): void {
  const golden = JSON.parse(readFileSync(path, 'utf8')) as Golden;
  change(golden);
  writeFileSync(path, JSON.stringify(golden));
}

describe.skipIf(!existsSync(goldens))('the references of EmpRL and LEMPEx', () => {
  it('fail by name where one number is off by a little more than the tolerance', async () => {
    const dir = spoilt('emprl', (copy) => {
      rmSync(join(copy, 'ppo_step.json'));
      rmSync(join(copy, 'identifier.json'));
      edit<PpoMathGolden>(join(copy, 'ppo_math.json'), ({ loss }) => {
        const stats = Object.values(loss)[0]!.stats as Record<string, number>;
        stats['val/error'] = stats['val/error']! * (1 + 2e-7);
      });
    });
    expect(await failed(dir)).toEqual([
      expect.objectContaining({ quantity: expect.stringMatching(/stats\.val\/error$/) }),
    ]);
  });

  it('fail with the reason where a checkpoint is missing', async () => {
    const dir = spoilt('lempex', (copy) => rmSync(join(copy, 'regressor.safetensors')));
    expect(await failed(dir)).toEqual([
      expect.objectContaining({ quantity: expect.stringMatching(/^load: .*regressor\.safetensors/) }),
    ]);
  });

  it('fail where the published softmax and the one over words are exchanged', async () => {
    const dir = spoilt('lempex', (copy) =>
      edit<{ soft: Record<string, unknown> }>(join(copy, 'lempex.json'), ({ soft }) => {
        const { as_published_softmax_dim1: published, vocab_softmax: words } = soft;
        Object.assign(soft, { as_published_softmax_dim1: words, vocab_softmax: published });
      }),
    );
    expect((await failed(dir)).length).toBeGreaterThan(4);
  });
});
