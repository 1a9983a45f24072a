import type { Resources } from '#eval/protocol/evaluation.ts';
import { EvaluationError } from '#eval/protocol/evaluation-error.ts';

/** What metrics need of the disk, loaded when the first line asks for it. */
export function evalResources(): Resources {
  return {
    wordNet: () => {
      throw new EvaluationError('unavailable', 'WordNet is not part of this build.');
    },
  };
}
