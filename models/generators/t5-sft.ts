import type { Generator } from './generator.ts';
import type { GeneratorOptions } from './generator-options.ts';
import type { T5Definition } from './system-definition.ts';
import { openT5Reply } from './t5-reply.ts';

/** T5 by maximum likelihood on contexts and replies: EmpRL before its reinforcement learning. */
export function openT5Sft(definition: T5Definition, options: GeneratorOptions): Promise<Generator> {
  return openT5Reply(definition, options);
}
