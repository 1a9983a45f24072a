import type { RecentScoring } from '#db/queries/recent-scorings.ts';
import { counted } from '../dataset/format-count.ts';
import { scoresPath } from './addresses.ts';
import { humanPath } from './human-address.ts';
import { measures } from './measure-offer.ts';

/** What a scoring is of. */
export function scoringTitle({ dataset, study }: Pick<RecentScoring, 'dataset' | 'study'>): string {
  return study ? `Metrics of the responses of ${study.name}` : `Scores of ${dataset}`;
}

/** By what it scores: `the usual metrics`, `24 metrics, perplexity, lower case as MoEL writes them`. */
export function scoringInWords({ metrics, prepare }: Pick<RecentScoring, 'metrics' | 'prepare'>): string {
  const ofModels = measures.filter((measure) => metrics?.includes(measure));
  const ofTexts = metrics?.filter((name) => !measures.some((measure) => measure === name)) ?? [];
  const texts = ofTexts.includes('all') ? 'all metrics of texts' : counted(ofTexts.length, 'metric');
  return [
    ...(metrics === null ? ['the usual metrics'] : ofTexts.length > 0 ? [texts] : []),
    ...ofModels.map((measure) => measure.replace('_', ' ')),
    ...(prepare === 'moel' ? ['lower case as MoEL writes them'] : []),
  ].join(', ');
}

/** Where its numbers stand. */
export function scoringPath({
  dataset,
  study,
  prepare,
}: Pick<RecentScoring, 'dataset' | 'study' | 'prepare'>): string {
  const query = new URLSearchParams();
  if (study) query.set('study', study.id);
  if (prepare !== 'none') query.set('prepare', prepare);
  const path = study ? humanPath(dataset) : scoresPath(dataset);
  return query.size === 0 ? path : `${path}?${query}`;
}
