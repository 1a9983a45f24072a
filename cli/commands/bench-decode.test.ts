import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, temporaryDataDir } from '../testing.ts';

describe('bench decode', () => {
  it('refuses a model, a number and a file it cannot use before anything is measured', async () => {
    const dir = temporaryDataDir();
    const refused = [
      ['--model', 'huge'],
      ['--threads', '0'],
      ['--requests', 'many'],
      ['--out', join(dir, 'nowhere', 'decode.md')],
    ];
    for (const words of refused) {
      const run = await runCli(dir, 'bench', 'decode', ...words);
      expect(run.status).toBe(2);
      expect(run.stderr).toContain(words[0]);
      expect(run.stdout).toBe('');
    }
    expect(existsSync(join(dir, 'bench'))).toBe(false);
  });
});
