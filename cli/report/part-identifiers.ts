import { classificationScores } from '#eval/metrics/classification-scores.ts';
import { drawClusters } from '#eval/statistics/cluster-bootstrap.ts';
import { createRandom } from '#lib/rng.ts';
import { partOf } from '#models/training/identifiers/folds.ts';
import {
  forMechanisms,
  levelCount,
  likeliestLevel,
  type Mechanism,
  type MechanismProbabilities,
} from '#models/training/identifiers/mechanisms.ts';
import { openIdentifiers } from '#models/training/identifiers/open-identifiers.ts';
import { type Exchange, readExchanges } from '#models/training/identifiers/read-exchanges.ts';
import { bootstrapSeed } from './clustering.ts';
import { estimate, type Figure, figure, level, resamples } from './figure.ts';
import type { IdentifierSet } from './measure-levels.ts';
import {
  checkpointDir,
  type Measured,
  measured,
  noCheckpoint,
  type ReportContext,
  stopIfAborted,
} from './report-context.ts';

export interface MechanismFigures {
  readonly macroF1: Figure;
  readonly accuracy: Figure;
  /** F1 of the levels none, weak and strong. */
  readonly f1: readonly Figure[];
  /** Exchanges of each level. */
  readonly counts: readonly number[];
}

export type MechanismsFigures = Readonly<Record<Mechanism, MechanismFigures>>;

export interface IdentifierFigures {
  /** Posts that neither set has seen. */
  readonly test: MechanismsFigures;
  /** Posts that the other set learned from, and this one has not seen. */
  readonly otherFold: MechanismsFigures;
}

export type IdentifiersPart = Readonly<Record<IdentifierSet, Measured<IdentifierFigures>>>;

const files = {
  emotionalReaction: 'epitome/emotional-reactions-reddit.csv.gz',
  interpretation: 'epitome/interpretations-reddit.csv.gz',
  exploration: 'epitome/explorations-reddit.csv.gz',
} as const;

export async function identifiersPart(context: ReportContext): Promise<IdentifiersPart> {
  return { reward: await setFigures(context, 'reward'), judge: await setFigures(context, 'judge') };
}

async function setFigures(context: ReportContext, set: IdentifierSet): Promise<Measured<IdentifierFigures>> {
  const dir = checkpointDir(context, `identifiers-${set}`);
  if (dir === null) return noCheckpoint(`identifiers-${set}`);
  const exchanges = await readExchanges(files, context.dataDir);
  const other = set === 'reward' ? 'judge' : 'reward';
  const of = (part: 'test' | IdentifierSet) => exchanges.filter(({ seekerId }) => partOf(seekerId) === part);
  const identifiers = await openIdentifiers(dir, context.session);
  try {
    stopIfAborted(context);
    context.progress({ done: 0, total: null, message: `Identifiers, ${set}` });
    const figuresOn = async (rows: readonly Exchange[], name: string) =>
      mechanismsFigures(rows, await identifiers.levels(rows), name);
    const figures = {
      test: await figuresOn(of('test'), 'test part'),
      otherFold: await figuresOn(of(other), 'other set’s part'),
    };
    context.note(`identifiers-${set} on posts that it has not seen`);
    return measured(figures);
  } finally {
    await identifiers.dispose();
  }
}

function mechanismsFigures(
  rows: readonly Exchange[],
  found: readonly MechanismProbabilities[],
  name: string,
): MechanismsFigures {
  const posts = new Map<string, number>();
  const clusterOf = rows.map(({ seekerId }) => {
    const cluster = posts.get(seekerId) ?? posts.size;
    posts.set(seekerId, cluster);
    return cluster;
  });
  const random = createRandom(bootstrapSeed, 'seeker posts');
  const draws = drawClusters(Math.max(1, posts.size), { random, resamples });
  return forMechanisms((mechanism) => {
    const cells = rows.map(({ levels }, at) => {
      const probabilities = found[at]?.[mechanism];
      const cell = levels[mechanism] * levelCount + (probabilities ? likeliestLevel(probabilities) : 0);
      return Array.from({ length: levelCount ** 2 }, (_, index) => Number(index === cell));
    });
    const of = (what: string, statistic: (scores: ReturnType<typeof classificationScores>) => number) =>
      figure(
        estimate(cells, (all) => statistic(classificationScores(all, levelCount)), { draws, clusterOf }),
        {
          n: rows.length,
          signature: `${what}|${mechanism}|epitome reddit, ${name}, ${rows.length}|ci:percentile bootstrap of seeker posts, B=${resamples}, ${level}, seed ${bootstrapSeed}|v:1`,
        },
      );
    return {
      macroF1: of('macro-F1', ({ macroF1 }) => macroF1),
      accuracy: of('accuracy', ({ accuracy }) => accuracy),
      f1: [0, 1, 2].map((each) => of(`F1 of level ${each}`, ({ f1 }) => f1[each] ?? Number.NaN)),
      counts: [0, 1, 2].map((each) => rows.filter(({ levels }) => levels[mechanism] === each).length),
    };
  });
}
