import type { SessionOptions } from '../runtime/session.ts';
import { openCaireScorer } from './caire-scorer.ts';
import { openLempexScorer } from './lempex-scorer.ts';
import type { ReplyScorer } from './scored-exchange.ts';
import { openT5Scorer } from './t5-scorer.ts';

export type ScoredGenerator = 'caire' | 't5-sft' | 'emprl' | 'lempex';

/** Opens a checkpoint to score replies with. Throws as the generator's own. */
export function openReplyScorer(
  { generator, dir }: { readonly generator: ScoredGenerator; readonly dir: string },
  options: SessionOptions = {},
): Promise<ReplyScorer> {
  if (generator === 'caire') return openCaireScorer(dir, options);
  if (generator === 'lempex') return openLempexScorer(dir, options);
  return openT5Scorer(dir, options);
}
