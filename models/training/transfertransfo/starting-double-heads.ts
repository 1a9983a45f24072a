import { type DoubleHeadsConfig, doubleHeadsConfig } from '../../architectures/double-heads.ts';
import { initialWeights } from '../framework/initial-weights.ts';
import type { StartingGpt } from '../language-model/starting-gpt.ts';

export interface StartingDoubleHeads {
  readonly config: DoubleHeadsConfig;
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/**
 * A GPT with two heads and perhaps one of emotions, from the weights of one that has some of these or none: what it
 * lacks is drawn anew. An emotion head with other labels, or in another order, is not taken over.
 */
export function startingDoubleHeads(
  start: StartingGpt,
  given: { readonly emotions?: readonly string[] | undefined; readonly seed: number },
): StartingDoubleHeads {
  const { config: gpt } = start;
  const emotions = given.emotions ?? gpt.emotion_labels;
  const config = doubleHeadsConfig({
    ...gpt,
    architectures: [gpt.model_type === 'gpt2' ? 'GPT2DoubleHeadsModel' : 'OpenAIGPTDoubleHeadsModel'],
    ...(emotions ? { emotion_labels: [...emotions] } : {}),
  });
  const isSameHead = gpt.emotion_labels?.join('\n') === emotions?.join('\n');
  const held = start.weights();
  const weights = [...initialWeights(config, given.seed)].map(([name, fresh]) => {
    // A bare body has its names without the prefix.
    const found = held.get(name) ?? held.get(name.replace(/^transformer\./, ''));
    const isOther = name.startsWith('emotion_head.') && !isSameHead;
    return [name, found && !isOther ? found : fresh] as const;
  });
  return { config, weights: new Map(weights) };
}
