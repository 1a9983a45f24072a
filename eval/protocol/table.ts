import { agreement } from './agreement.ts';
import { bertscore } from './bertscore.ts';
import { edPapers } from './ed-papers.ts';
import type { EvaluationTable } from './evaluation.ts';
import { nltk } from './nltk.ts';
import { ordinalModels } from './ordinal-models.ts';
import { ranking } from './ranking.ts';
import { replyMetrics } from './reply-metrics.ts';
import { resampling } from './resampling.ts';
import { rouge } from './rouge.ts';
import { sacrebleu } from './sacrebleu.ts';
import { significance } from './significance.ts';

/** All metrics and statistics of the protocol by name, from a file a family. */
export const evaluations: EvaluationTable = {
  ...agreement,
  ...significance,
  ...resampling,
  ...ranking,
  ...ordinalModels,
  ...sacrebleu,
  ...nltk,
  ...bertscore,
  ...edPapers,
  ...rouge,
  ...replyMetrics,
};
