import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readGolden } from './golden-files.ts';
import type { PpoMathGolden } from './ppo-goldens.ts';
import type { VerificationLine } from './report.ts';
import { verifyPpoMath } from './verify-ppo-math.ts';

type Verify = (
  dir: string,
  file: string,
  name: string,
) => Iterable<VerificationLine> | AsyncIterable<VerificationLine>;

/** The reference files of EmpRL, by their names. */
const kinds: Readonly<Record<string, Verify>> = {
  'ppo_math.json': (dir, file, name) => verifyPpoMath(name, readGolden<PpoMathGolden>(join(dir, file))),
};

/** The files of a folder that this verifier runs. */
export function emprlFiles(dir: string): string[] {
  return Object.keys(kinds).filter((file) => existsSync(join(dir, file)));
}

/** EmpRL's parts: empathy identifiers, PPO's arithmetic, and one whole step of it. */
export async function* verifyEmprl(dir: string): AsyncGenerator<VerificationLine> {
  for (const file of emprlFiles(dir)) {
    const verify = kinds[file];
    if (verify) yield* verify(dir, file, `${basename(dir)}/${file}`);
  }
}
