import { type ClusterDraws, sumsByCluster, weightedSums } from '#eval/statistics/cluster-bootstrap.ts';
import { type Preparation, preparedSegment, preparedSignature } from '../catalogue/preparation.ts';
import { isRowMetric, type RowMetric, type TextMetric } from '../catalogue/text-metric.ts';
import { ownReferences, type RatedResponse, type RatedStudy } from './rated-responses.ts';

/** What a metric says of the rated responses, one by one and by system. */
export interface MetricValues {
  /** With the preparation of the texts. */
  readonly signature: string;
  /** Responses that the metric can be asked of: those with a reference where it needs one. */
  readonly eligible: number;
  /** Of these, how many have not been computed. Then there are no values. */
  readonly missing: number;
  /** By the order of the responses; NaN where there is none. */
  readonly items: Float64Array;
  /** Why single responses have no value. */
  readonly itemReason: string | null;
  readonly systems: readonly SystemScore[];
  readonly leftOut: readonly LeftOut[];
}

export interface SystemScore {
  readonly system: string;
  readonly score: number;
  /** Responses that it is of. */
  readonly n: number;
  /** By resample; NaN where it holds none of the system's responses. */
  readonly replicates: Float64Array;
}

export interface LeftOut {
  readonly system: string;
  readonly reason: string;
}

/** Draws over dialogues, with the place of each dialogue among them. */
export interface DialogueDraws {
  readonly draws: ClusterDraws;
  readonly placeOf: ReadonlyMap<number, number>;
}

interface ValuesWanted {
  readonly prepare: Preparation;
  readonly dialogues: DialogueDraws;
}

/** A system's scores are of its rated responses alone: the same that people rated. */
export function metricValues(
  study: RatedStudy,
  metric: TextMetric,
  { prepare, dialogues }: ValuesWanted,
): MetricValues {
  const signature = preparedSignature(metric.signature, prepare);
  const own = metric.needsReference ? ownReferences(study.responses) : new Set<string>();
  const eligible = study.responses.filter(
    ({ system, reference }) => !own.has(system) && (!metric.needsReference || reference !== null),
  );
  const base = { signature, eligible: eligible.length, missing: 0 };
  const nothing = { items: new Float64Array(study.responses.length).fill(Number.NaN), systems: [] };
  if (eligible.length === 0)
    return { ...base, ...nothing, itemReason: 'no rated response has a reference', leftOut: [] };
  const leftOut: LeftOut[] = systemsOf(study.responses).flatMap((system) => {
    if (own.has(system)) return [{ system, reason: 'its answers are the references themselves' }];
    const isScored = eligible.some((response) => response.system === system);
    return isScored ? [] : [{ system, reason: 'its answers have no reference' }];
  });
  const work = { study, eligible, prepare, dialogues };
  const found = isRowMetric(metric) ? fromRows(metric, work) : fromTexts(metric, work);
  if (typeof found === 'number')
    return { ...base, ...nothing, missing: found, itemReason: 'it is not computed yet', leftOut };
  return { ...base, ...found, leftOut: [...leftOut, ...found.leftOut] };
}

interface Work extends ValuesWanted {
  readonly study: RatedStudy;
  readonly eligible: readonly RatedResponse[];
}

type Found = Pick<MetricValues, 'items' | 'itemReason' | 'systems' | 'leftOut'>;

/** Returns how many rows are missing where some are. */
function fromRows(metric: RowMetric, { study, eligible, prepare, dialogues }: Work): Found | number {
  const rows = study.rowsOf(preparedSignature(metric.rows.signature, prepare));
  const missing = eligible.filter(({ responseId }) => !rows.has(responseId)).length;
  if (missing > 0) return missing;
  const items = new Float64Array(study.responses.length).fill(Number.NaN);
  const allowed = new Set(eligible.map(({ responseId }) => responseId));
  let itemReason: string | null = null;
  study.responses.forEach(({ responseId }, at) => {
    const row = allowed.has(responseId) ? rows.get(responseId) : undefined;
    if (!row) return;
    const value = row.statistics && metric.item(row.statistics);
    if (value?.status === 'defined') items[at] = value.value;
    else itemReason ??= value ? value.reason : row.reason;
  });
  const { scored, leftOut } = bySystem(
    eligible,
    (responses) => {
      const held = responses.filter(({ responseId }) => rows.get(responseId)?.statistics);
      const places = held.map(({ dialogueId }) => dialogues.placeOf.get(dialogueId)!);
      const sums = sumsByCluster(
        held.map(({ responseId }) => rows.get(responseId)!.statistics!),
        { clusterOf: places, clusters: dialogues.draws.clusters },
      );
      return {
        n: held.length,
        places,
        scoreOf: (weights) => {
          const score = metric.aggregate(weightedSums(sums, weights));
          return score.status === 'defined' ? score.value : Number.NaN;
        },
      };
    },
    dialogues.draws,
  );
  return { items, itemReason, systems: scored, leftOut };
}

function fromTexts(
  metric: Exclude<TextMetric, RowMetric>,
  { study, eligible, prepare, dialogues }: Work,
): Found {
  const { scored, leftOut } = bySystem(
    eligible,
    (responses) => {
      const places = responses.map(({ dialogueId }) => dialogues.placeOf.get(dialogueId)!);
      const segments = responses.map(({ text, reference }) =>
        preparedSegment({ hypothesis: text, references: reference === null ? [] : [reference] }, prepare),
      );
      return { n: responses.length, places, scoreOf: metric.score(segments, places) };
    },
    dialogues.draws,
  );
  return {
    items: new Float64Array(study.responses.length).fill(Number.NaN),
    itemReason: 'it is a score of many responses together, not of one',
    systems: scored,
    leftOut,
  };
}

interface ScoredTogether {
  readonly n: number;
  /** The dialogue of each response that is scored. */
  readonly places: readonly number[];
  readonly scoreOf: (weights: ArrayLike<number>) => number;
}

function bySystem(
  eligible: readonly RatedResponse[],
  open: (responses: readonly RatedResponse[]) => ScoredTogether,
  { clusters, weights }: ClusterDraws,
): { readonly scored: SystemScore[]; readonly leftOut: LeftOut[] } {
  const ones = new Uint8Array(clusters).fill(1);
  const [scored, leftOut]: [SystemScore[], LeftOut[]] = [[], []];
  for (const system of systemsOf(eligible)) {
    const { n, places, scoreOf } = open(eligible.filter((response) => response.system === system));
    const score = n === 0 ? Number.NaN : scoreOf(ones);
    if (!Number.isFinite(score)) {
      leftOut.push({ system, reason: 'none of its rated answers can be scored' });
      continue;
    }
    const replicates = Float64Array.from(weights, (drawn) =>
      places.some((place) => drawn[place]! > 0) ? scoreOf(drawn) : Number.NaN,
    );
    scored.push({ system, score, n, replicates });
  }
  return { scored, leftOut };
}

/** In the order in which they come. */
export function systemsOf(responses: readonly RatedResponse[]): readonly string[] {
  return [...new Set(responses.map(({ system }) => system))];
}
