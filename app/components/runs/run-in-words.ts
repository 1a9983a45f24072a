import type { GenerationRequest } from '#db/queries/generation-jobs.ts';
import type { JobProgress } from '#db/schema/jobs.ts';
import { counted, formatCount } from '../dataset/format-count.ts';

/** Which contexts a run is over, and its seed: `test, the first 50, seed 1`. */
export function runInWords({ split, limit, seed }: GenerationRequest): string {
  return [split ?? 'all contexts', limit !== null && `the first ${formatCount(limit)}`, `seed ${seed}`]
    .filter(Boolean)
    .join(', ');
}

/** How long the rest will take at the rate so far; nothing where that is not known. */
export function remainingInWords({ done, total, perSecond }: JobProgress): string {
  if (total === null || !perSecond || done >= total) return '';
  return `${durationInWords((total - done) / perSecond)} left`;
}

/** 7 as `a few seconds`, 75 as `about 2 minutes`, 5400 as `about 1.5 hours`. */
export function durationInWords(seconds: number): string {
  if (seconds < 10) return 'a few seconds';
  if (seconds < 55) return `about ${Math.round(seconds / 10) * 10} seconds`;
  if (seconds < 5400) return `about ${counted(Math.max(1, Math.round(seconds / 60)), 'minute')}`;
  return `about ${Number((seconds / 3600).toFixed(1))} hours`;
}
