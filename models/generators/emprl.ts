import type { Generator } from './generator.ts';
import type { GeneratorOptions } from './generator-options.ts';
import type { T5Definition } from './system-definition.ts';
import { openT5Reply } from './t5-reply.ts';

/** EmpRL: `t5-sft` tuned by PPO on an empathy reward. Its value head has no part in answering. */
export function openEmpRl(definition: T5Definition, options: GeneratorOptions): Promise<Generator> {
  return openT5Reply(definition, options);
}
