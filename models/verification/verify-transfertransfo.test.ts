import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { VerificationLine } from './report.ts';
import { type DoubleHeadsGolden, verifyTransferTransfo } from './verify-transfertransfo.ts';

const file = fileURLToPath(
  new URL('../../../shared/goldens/models/transfertransfo/double_heads.json', import.meta.url),
);

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

/** The quantities that fail once `change` was made to the reference, and all kinds there are. */
async function failing(change: (golden: Mutable<DoubleHeadsGolden>) => void) {
  const dir = mkdtempSync(join(tmpdir(), 'workbench-heads-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const golden = JSON.parse(readFileSync(file, 'utf8')) as Mutable<DoubleHeadsGolden>;
  golden.meta.checkpoint = relative(dir, join(dirname(file), golden.meta.checkpoint));
  change(golden);
  writeFileSync(join(dir, 'double_heads.json'), JSON.stringify(golden));
  const lines: VerificationLine[] = [];
  for await (const line of verifyTransferTransfo(join(dir, 'double_heads.json'), { threads: 1 }))
    lines.push(line);
  const failed = lines.flatMap((line) => ('pass' in line && !line.pass ? [line.quantity] : []));
  const skipped = lines.flatMap((line) => ('skipped' in line ? [line.quantity] : []));
  return { failed, skipped, count: lines.length };
}

describe.skipIf(!existsSync(file))('verifyTransferTransfo on its reference', () => {
  it('passes everything and skips nothing', async () => {
    const { failed, skipped, count } = await failing(() => {});
    expect({ failed, skipped }).toEqual({ failed: [], skipped: [] });
    expect(count).toBeGreaterThan(60);
  });

  it('fails numbers that are off by little more than the tolerance, and no others', async () => {
    const { failed } = await failing((golden) => {
      golden.forward.lm_loss = Number(golden.forward.lm_loss) * 1.00003;
      golden.batches[1]!.model_inputs.mc_token_ids[0]![0]! += 1;
      golden.train!.iterations[2]!.grad_norm_before_clip *= 1.0002;
      golden.train!.params_after['multiple_choice_head.summary.weight']!.first8[3]! += 2e-5;
      const grads = golden.grads_of_2lm_plus_mc as Record<string, { first8: number[] }>;
      grads['transformer.h.0.ln_1.bias']!.first8[0]! *= -1;
    });
    expect(failed.sort()).toEqual([
      'batches.1.mc_token_ids',
      'forward.lm_loss',
      'grads_of_2lm_plus_mc.transformer.h.0.ln_1.bias',
      'train.iterations.3.grad_norm_before_clip',
      'train.params_after.multiple_choice_head.summary.weight',
    ]);
  });

  it('takes other settings of the optimiser than these', async () => {
    const { failed } = await failing((golden) => {
      golden.train!.hyper.optimizer = golden.train!.hyper.optimizer.replace('lr 1e-3', 'lr 2e-3');
    });
    expect(failed).toContain('train.iterations.3.loss_over_accumulation');
    expect(failed).not.toContain('train.iterations.2.loss_over_accumulation');
  });

  it('fails a checkpoint that cannot be read, with the reason', async () => {
    const { failed } = await failing((golden) => {
      golden.meta.checkpoint = 'nowhere';
    });
    expect(failed).toEqual([expect.stringMatching(/^load: .*nowhere/)]);
  });
});
