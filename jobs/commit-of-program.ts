import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The commit that runs, where the program stands in a repository and git is installed. */
export function commitOfProgram(): string | null {
  try {
    const options = { cwd: fileURLToPath(new URL('.', import.meta.url)), stdio: 'pipe' } as const;
    return execFileSync('git', ['rev-parse', 'HEAD'], options).toString().trim();
  } catch {
    return null;
  }
}
