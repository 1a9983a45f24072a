import { meanOf, varianceOf } from '../training/objectives/masked-statistics.ts';
import {
  momentsDeviation,
  noMoments,
  type RunningMoments,
  scaleScores,
  updateMoments,
} from '../training/objectives/running-moments.ts';
import { compareNested, type Nested } from './compare.ts';
import type { MomentsGolden, RunningMomentsGolden } from './ppo-goldens.ts';
import { compared, skipped, type VerificationLine } from './report.ts';

/** The reference computes these in float32. */
const tolerance = 1e-5;

/** Running moments of scores batch by batch, and the scores scaled by them. */
export function verifyRunningMoments(name: string, golden: RunningMomentsGolden): VerificationLine[] {
  const lines: VerificationLine[] = [];
  for (const form of ['scale_only', 'use_score_norm'] as const) {
    let moments = noMoments;
    for (const [index, expected] of golden[form].entries()) {
      const batch = golden.batches[index] ?? [];
      moments = updateMoments(moments, batch);
      const scaling = { scale: true, centre: form === 'use_score_norm', limit: null };
      const scaled = scaleScores(batch, moments, scaling);
      lines.push(
        ...momentLines(`running_moments.${form}.${index}`, { name, expected, batch, moments, scaled }),
      );
    }
  }
  if (golden.score_clip) {
    const { clip, input, output } = golden.score_clip;
    const found = scaleScores(input, noMoments, { scale: false, centre: false, limit: clip });
    lines.push(compared(name, 'running_moments.score_clip', compareNested(found, output, tolerance)));
  }
  return lines;
}

interface MomentCase {
  readonly name: string;
  readonly expected: MomentsGolden;
  readonly batch: readonly number[];
  readonly moments: RunningMoments;
  readonly scaled: readonly number[];
}

function momentLines(
  quantity: string,
  { name, expected, batch, moments, scaled }: MomentCase,
): VerificationLine[] {
  const found: Readonly<Record<string, Nested>> = {
    batch_mean: meanOf(batch),
    batch_std: Math.sqrt(varianceOf(batch, 'sample')),
    running_mean: moments.mean,
    running_var: moments.variance,
    running_std: momentsDeviation(moments),
    count: moments.count,
    scaled_scores: scaled,
  };
  return Object.entries(expected).map(([key, value]) =>
    found[key] === undefined
      ? skipped(name, `${quantity}.${key}`, 'this quantity is not known')
      : compared(name, `${quantity}.${key}`, compareNested(found[key], value, tolerance)),
  );
}
