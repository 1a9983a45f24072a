import { clusteringOf, signatureOf } from './clustering.ts';
import { estimate, type Figure, figure } from './figure.ts';
import { repliesOf } from './measure-replies.ts';
import { type Measured, measured, noCheckpoint, notMeasured, type ReportContext } from './report-context.ts';
import type { ReportSystem } from './report-systems.ts';

export interface EmotionAccuracy {
  /** Shares in [0, 1] of contexts whose dialogue's label is the likeliest, or among the five likeliest. */
  readonly top1: Figure;
  readonly top5: Figure;
  /** Of contexts with a single utterance, one to a dialogue. */
  readonly firstTurnTop1: Figure;
  readonly firstTurnTop5: Figure;
}

const caire: ReportSystem = { name: 'caire', generator: 'caire', checkpoint: 'caire' };

/** CAiRE's emotion head reads the context before the reply, so that any reply comes with the same emotions. */
export async function emotionPart(context: ReportContext): Promise<Measured<EmotionAccuracy>> {
  const replies = await repliesOf(context, caire, { decoding: 'greedy', seed: 0 });
  if (!replies) return noCheckpoint('caire');
  if (![...replies.values()].some(({ emotions }) => emotions))
    return notMeasured('the checkpoint caire has no emotion head');
  const rows = context.tests.contexts.map(({ item, emotion, turn }) => {
    const ranked = replies.get(item)?.emotions ?? [];
    const isFirst = Number(turn === 1);
    const best = Number(ranked[0] === emotion);
    const five = Number(ranked.slice(0, 5).includes(emotion));
    return [best, five, 1, best * isFirst, five * isFirst, isFirst];
  });
  const share = ([part, whole]: readonly [number, number], name: string, n: number): Figure =>
    figure(
      estimate(rows, (all) => (all[part] ?? 0) / (all[whole] ?? 0), clusteringOf(context)),
      { n, signature: signatureOf(context, `emotion accuracy|${name}|32 classes`) },
    );
  const n = context.tests.contexts.length;
  const firsts = context.tests.contexts.filter(({ turn }) => turn === 1).length;
  return measured({
    top1: share([0, 2], 'top 1', n),
    top5: share([1, 2], 'top 5', n),
    firstTurnTop1: share([3, 5], 'top 1, first turns', firsts),
    firstTurnTop5: share([4, 5], 'top 5, first turns', firsts),
  });
}
