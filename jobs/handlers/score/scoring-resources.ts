import type { MetricResources } from '#eval/metrics/catalogue/text-metric.ts';
import type { WordNet } from '#eval/text/word-net.ts';
import { readWordNet } from '#models/wordnet/read-word-net.ts';

/** What metrics need of the disk, loaded when the first of them asks for it. */
export function scoringResources(): MetricResources {
  let wordNet: WordNet | undefined;
  return {
    wordNet: () => {
      wordNet ??= readWordNet();
      return wordNet;
    },
  };
}
