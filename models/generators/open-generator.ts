import { openCaire } from './caire.ts';
import { openEmpRl } from './emprl.ts';
import type { Generator } from './generator.ts';
import type { GeneratorOptions } from './generator-options.ts';
import { openLempex } from './lempex.ts';
import type { ModelDefinition } from './system-definition.ts';
import { openT5Sft } from './t5-sft.ts';

/**
 * Loads the model of a system. Several systems may share one that differs in decoding only.
 * @throws WorkbenchError where the checkpoint cannot be used
 */
export function openGenerator(definition: ModelDefinition, options: GeneratorOptions): Promise<Generator> {
  switch (definition.generator) {
    case 'caire':
      return openCaire(definition, options);
    case 't5-sft':
      return openT5Sft(definition, options);
    case 'emprl':
      return openEmpRl(definition, options);
    case 'lempex':
      return openLempex(definition, options);
  }
}
