import type { Resources } from '#eval/protocol/evaluation.ts';
import { EvaluationError } from '#eval/protocol/evaluation-error.ts';
import type { WordNet } from '#eval/text/word-net.ts';
import { isWorkbenchError } from '#lib/errors.ts';
import { readWordNet } from '#models/wordnet/read-word-net.ts';

/** What metrics need of the disk, loaded when the first line asks for it. */
export function evalResources(): Resources {
  let wordNet: WordNet | undefined;
  return {
    wordNet: () => {
      wordNet ??= loadedWordNet();
      return wordNet;
    },
  };
}

function loadedWordNet(): WordNet {
  try {
    return readWordNet();
  } catch (error) {
    if (isWorkbenchError(error)) throw new EvaluationError('unavailable', error.message);
    throw error;
  }
}
