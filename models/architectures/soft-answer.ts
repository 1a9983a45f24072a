import type { Tensor } from '../graph/graph.ts';
import { stopGradient } from '../graph/ops/comparison.ts';
import { add, sub } from '../graph/ops/elementwise.ts';
import { argMax, oneHot } from '../graph/ops/indexing.ts';
import { softmax } from '../graph/ops/normalisation.ts';
import { sizeAt } from '../graph/shapes.ts';

/**
 * How LEMPEx makes a distribution over words out of a generator's logits, through which gradients flow:
 * - `vocabulary`: softmax over the words of each place, as the paper means it
 * - `positions`: softmax over the places of each word, as the released code does (a slip of axes)
 * - `gumbel`: Gumbel softmax over the words at temperature 1 (Jang et al. 2017)
 * - `gumbel-hard`: as `gumbel`, where the largest becomes 1 and the gradient is that of `gumbel`
 */
export type SoftForm = (typeof softForms)[number];

export const softForms = ['vocabulary', 'positions', 'gumbel', 'gumbel-hard'] as const;

/**
 * Distributions [batch, length, vocabulary] from logits of that shape.
 * @param noise for the Gumbel forms: of the shape of the logits, -log(-log u) with u uniform in (0, 1)
 */
export function softWords(logits: Tensor, form: SoftForm, noise?: Tensor): Tensor {
  if (form === 'vocabulary') return softmax(logits, -1);
  if (form === 'positions') return softmax(logits, 1);
  if (noise === undefined) throw new Error(`the form ${form} needs noise`);
  const soft = softmax(add(logits, noise), -1);
  if (form === 'gumbel') return soft;
  const words = sizeAt(logits.shape, logits.shape.length - 1);
  if (typeof words !== 'number') throw new Error('the number of words must be fixed');
  // The value is that of one word, the gradient that of the soft form.
  const picked = oneHot(argMax(soft), words);
  return add(soft, stopGradient(sub(picked, soft)));
}
