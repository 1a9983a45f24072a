import type { Db } from '#db/client.ts';
import { rowSignatureId, rowsOfRun, textsOfRun } from '#db/queries/metric-rows.ts';
import type { ScoreOfCorpus } from '#eval/metrics/catalogue/fold.ts';
import { foldSharedRows, foldSharedTexts } from '#eval/metrics/catalogue/fold-shared.ts';
import { type Preparation, preparedSegment, preparedSignature } from '#eval/metrics/catalogue/preparation.ts';
import { isRowMetric, type TextMetric } from '#eval/metrics/catalogue/text-metric.ts';

interface Run {
  readonly runId: string;
}

/** The scores of two runs over the contexts that both answered, from rows that are there. */
export function sharedScores(
  db: Db,
  runs: readonly [Run, Run],
  { metric, prepare }: { readonly metric: TextMetric; readonly prepare: Preparation },
): readonly [ScoreOfCorpus, ScoreOfCorpus] {
  if (!isRowMetric(metric)) {
    const texts = ({ runId }: Run) => textsInContexts(db, runId, { metric, prepare });
    return foldSharedTexts([texts(runs[0]), texts(runs[1])], metric);
  }
  const signatureId = rowSignatureId(db, preparedSignature(metric.rows.signature, prepare));
  const rows = ({ runId }: Run) => {
    const { rows: values, contexts, dialogues } = rowsOfRun(db, { runId, signatureId });
    return { values, contexts, dialogues };
  };
  return foldSharedRows([rows(runs[0]), rows(runs[1])], metric);
}

function textsInContexts(
  db: Db,
  runId: string,
  { metric, prepare }: { readonly metric: TextMetric; readonly prepare: Preparation },
) {
  const texts = textsOfRun(db, runId).filter(({ reference }) => !metric.needsReference || reference !== null);
  return {
    values: texts.map(({ text, reference }) =>
      preparedSegment({ hypothesis: text, references: reference === null ? [] : [reference] }, prepare),
    ),
    contexts: texts.map(({ contextId }) => contextId),
    dialogues: texts.map(({ dialogueId }) => dialogueId),
  };
}
