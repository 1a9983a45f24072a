import { shippedNames } from '../weights/open-shipped.ts';
import type { SystemDefinition } from './system-definition.ts';

/** The systems that come with the program, whether or not their checkpoints are there. */
export const knownSystems: readonly SystemDefinition[] = [
  {
    name: 'caire',
    generator: 'caire',
    checkpoint: 'caire',
    description: 'A GPT in TransferTransfo’s form, with a persona and an emotion head (Lin et al. 2020).',
  },
  {
    name: 't5-sft',
    generator: 't5-sft',
    checkpoint: 't5-sft',
    description:
      'A T5 trained by maximum likelihood on contexts and replies: EmpRL before its reinforcement learning.',
  },
  {
    name: 'emprl',
    generator: 'emprl',
    checkpoint: 'emprl',
    description: 'The T5 of t5-sft tuned by PPO on an empathy reward (Ma et al. 2024).',
  },
  {
    name: 'lempex',
    generator: 'lempex',
    checkpoint: 'lempex',
    emotionFrom: 'caire',
    description: 'A T5 that is shown what listeners said in similar conversations (Majumder et al. 2022).',
  },
  {
    name: 'random',
    generator: 'random',
    description: 'A control: a person’s reply from another dialogue, drawn by the run’s seed.',
  },
];

/** The systems that come with the program: those whose checkpoint is there, and the control `random`. */
export function shippedSystems(): readonly SystemDefinition[] {
  const names = shippedNames();
  return knownSystems.filter((system) =>
    checkpointsOf(system).every((checkpoint) => names.includes(checkpoint)),
  );
}

function checkpointsOf(system: SystemDefinition): string[] {
  if (!('checkpoint' in system)) return [];
  const { checkpoint, emotionFrom } = { emotionFrom: undefined, ...system };
  return emotionFrom === undefined ? [checkpoint] : [checkpoint, emotionFrom];
}
