import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  checkpointDir,
  type Measured,
  measured,
  noCheckpoint,
  notMeasured,
  type ReportContext,
} from './report-context.ts';

/** Before or after negative training, as its own record has it; shares in [0, 1], natural logs. */
export interface NegativeSide {
  readonly replies: number;
  readonly hitRate: number;
  /** The mean over reported replies of the mean log-probability of a token. */
  readonly tokenLogProbability: number;
  /** Perplexity by word of held-out replies. */
  readonly wordPerplexity: number;
  /** Reported replies to contexts that were not learned from; null without such. */
  readonly probes: {
    readonly replies: number;
    readonly hitRate: number;
    readonly greedyRejected: number;
  } | null;
}

export interface NegativeFigures {
  readonly before: NegativeSide;
  readonly after: NegativeSide;
  readonly rounds: number;
}

const side = z
  .object({
    reported: z.object({ replies: z.number(), hitRate: z.number(), tokenLogProbability: z.number() }),
    probes: z.object({ replies: z.number(), hitRate: z.number(), greedyRejected: z.number() }).nullable(),
    validation: z.object({ wordPerplexity: z.number() }),
  })
  .transform(({ reported, probes, validation }): NegativeSide => ({ ...reported, ...validation, probes }));
const record = z.object({ numbers: z.object({ rounds: z.number(), before: side, after: side }) });

/** From the record that the recipe `negative` leaves; such figures have no interval. */
export function negativePart(context: Pick<ReportContext, 'checkpoints'>): Measured<NegativeFigures> {
  const dir = checkpointDir(context, 'negative');
  if (dir === null) return noCheckpoint('negative');
  const file = join(dir, 'training.json');
  if (!existsSync(file)) return notMeasured('the checkpoint negative has no training.json');
  const found = record.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!found.success)
    return notMeasured('the training.json of the checkpoint negative is not that of the recipe');
  return measured(found.data.numbers);
}
