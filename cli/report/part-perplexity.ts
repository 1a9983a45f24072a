import { clusteringOf, signatureOf } from './clustering.ts';
import { type Estimated, estimate, type Figure, figure } from './figure.ts';
import { likelihoodsOf } from './measure-likelihoods.ts';
import { type Measured, measured, noCheckpoint, type ReportContext } from './report-context.ts';
import { mainSystems, type ReportSystem } from './report-systems.ts';

export interface Perplexity {
  readonly byWord: Figure;
  /** Of the model's own tokens: not to be compared between tokenizers. */
  readonly byToken: Figure;
}

export type PerplexityPart = Readonly<Record<string, Measured<Perplexity>>>;

const sums = { loss: 0, words: 1, tokens: 2 } as const;

export async function perplexityPart(context: ReportContext): Promise<PerplexityPart> {
  const found: Record<string, Measured<Perplexity>> = {};
  for (const system of mainSystems) {
    const estimates = await perplexityOf(context, system);
    found[system.name] = estimates ? measured(figures(context, estimates)) : noCheckpoint(system.checkpoint);
  }
  return found;
}

export const perplexityMetrics = {
  byWord: 'perplexity|per:whitespace word of reference_tokenized + end|scored:whole raw reference',
  byToken: 'perplexity|per:model token + end|scored:whole raw reference',
} as const;

export interface PerplexityEstimates {
  readonly byWord: Estimated;
  readonly byToken: Estimated;
}

/** Null without the checkpoint. */
export async function perplexityOf(
  context: ReportContext,
  system: ReportSystem,
): Promise<PerplexityEstimates | null> {
  const likelihoods = await likelihoodsOf(context, system);
  if (!likelihoods) return null;
  const rows = context.tests.contexts.map(({ item, referenceTokens }) => {
    const { negativeLogLikelihood = Number.NaN, tokens = 0 } = likelihoods.get(item) ?? {};
    return [negativeLogLikelihood, referenceTokens.length + 1, tokens];
  });
  const over = (count: number) => (all: ArrayLike<number>) =>
    Math.exp((all[sums.loss] ?? Number.NaN) / (all[count] ?? Number.NaN));
  const clustering = clusteringOf(context);
  return {
    byWord: estimate(rows, over(sums.words), clustering),
    byToken: estimate(rows, over(sums.tokens), clustering),
  };
}

export function figures(context: ReportContext, { byWord, byToken }: PerplexityEstimates): Perplexity {
  const n = context.tests.contexts.length;
  const of = (metric: string) => ({ n, signature: signatureOf(context, metric) });
  return {
    byWord: figure(byWord, of(perplexityMetrics.byWord)),
    byToken: figure(byToken, of(perplexityMetrics.byToken)),
  };
}
