import type { PpoMathGolden, PpoStepGolden } from './ppo-goldens.ts';
import { type ReferenceKind, referenceKind } from './reference-kinds.ts';
import { type IdentifierGolden, verifyEmpathyIdentifier } from './verify-empathy-identifier.ts';
import { verifyPpoMath } from './verify-ppo-math.ts';
import { verifyPpoStep } from './verify-ppo-step.ts';

/** EmpRL's parts: empathy identifiers, PPO's arithmetic, and one whole step of it. */
export const emprlKinds: readonly ReferenceKind[] = [
  referenceKind<IdentifierGolden>('identifier.json', verifyEmpathyIdentifier),
  referenceKind<PpoMathGolden>('ppo_math.json', ({ name, golden }) => verifyPpoMath(name, golden)),
  referenceKind<PpoStepGolden>('ppo_step.json', verifyPpoStep),
];
