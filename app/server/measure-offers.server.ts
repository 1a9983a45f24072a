import type { Measure, MeasureOffer, MeasureOffers } from '#app/components/scores/measure-offer.ts';
import type { Db } from '#db/client.ts';
import { type ScoreMaterial, scoreMaterial } from '#db/queries/score-material.ts';
import { type CheckpointAtHand, checkpointsAtHand } from './checkpoints-at-hand.server.ts';
import { keptResults } from './kept-results.server.ts';

export interface MeasuresAtHand {
  readonly checkpoints: readonly CheckpointAtHand[];
  readonly material: ScoreMaterial;
  /** The identifiers that judge, by the name of their checkpoint; null for none. */
  readonly judge: string | null;
}

const kept = keptResults(20);

/** What there is to measure the replies to a dataset with. */
export function measuresAtHand(
  db: Db,
  { datasetId, judge }: { readonly datasetId: string; readonly judge: string | null },
): MeasuresAtHand {
  const material = kept(db, datasetId, () => scoreMaterial(db, datasetId));
  return { checkpoints: checkpointsAtHand(db), material, judge };
}

/** Which measures can be computed with it, the sensible model of each first, and why others cannot. */
export function measureOffers(atHand: MeasuresAtHand): MeasureOffers {
  const looked = [
    perplexity(atHand),
    bertScore(atHand),
    embedding(atHand),
    empathy(atHand),
    emotionAccuracy(atHand),
    novelty(atHand),
    sentiment,
  ];
  return {
    offers: looked.filter((found) => typeof found !== 'string'),
    lacking: looked.filter((found) => typeof found === 'string'),
  };
}

/** An offer, or the sentence that says what is missing. */
type Looked = MeasureOffer | string;

function perplexity({ checkpoints }: MeasuresAtHand): Looked {
  const models = checkpoints.filter(({ likelihood }) => likelihood !== null);
  if (models.length === 0) return lacks('Perplexity', 'a GPT or a T5');
  // A language model that knows of no dialogues favours no system; EmpRL's own was bent towards its reward.
  const ranked = inOrder(models, ({ name, likelihood }) =>
    likelihood === 'text' ? 0 : name === 'caire' ? 1 : name === 't5-sft' ? 2 : 3,
  );
  return offer('perplexity', { label: 'Perplexity', choice: 'under', models: ranked });
}

const noReferences = 'compares with references, and no answered context of this dataset has one.';

function bertScore({ checkpoints, material }: MeasuresAtHand): Looked {
  if (!material.hasReferences) return `BERTScore ${noReferences}`;
  const models = checkpoints.filter(({ layer }) => layer !== null);
  if (models.length === 0) return lacks('BERTScore', 'a BERT or a T5');
  return offer('bertscore', {
    label: 'BERTScore',
    choice: 'with the encoder of',
    models: inOrder(models, encoderPlace),
    labelOf: ({ name, layer }) => `${name}, layer ${layer}`,
  });
}

function embedding({ checkpoints, material }: MeasuresAtHand): Looked {
  if (!material.hasReferences) return `Embedding matching ${noReferences}`;
  const models = checkpoints.filter(({ hasEmbeddings }) => hasEmbeddings);
  if (models.length === 0) return lacks('Embedding matching', 'a BERT, a GPT or a T5');
  return offer('embedding', {
    label: 'Embedding average, extrema and greedy matching',
    choice: 'with the embeddings of',
    models: inOrder(models, encoderPlace),
  });
}

/** A BERT was made to be one; the T5 of plain training comes before those that were tuned further. */
function encoderPlace({ name, layer, likelihood }: CheckpointAtHand): number {
  return layer === null ? 3 : likelihood === null ? 0 : name === 't5-sft' ? 1 : 2;
}

function empathy({ checkpoints, judge }: MeasuresAtHand): Looked {
  const models = checkpoints.filter(({ isIdentifiers }) => isIdentifiers);
  if (models.length === 0) return lacks('Levels of empathy', 'empathy identifiers');
  return offer('empathy', {
    label: 'Levels of empathy, and their agreement with the references’',
    choice: 'told by',
    models: inOrder(models, ({ name }) => (name === judge ? 0 : 1)),
    labelOf: ({ name }) => (name === 'identifiers-reward' ? `${name}, which rewards EmpRL` : name),
  });
}

function emotionAccuracy({ material }: MeasuresAtHand): Looked {
  if (!material.hasSaidEmotions)
    return 'Emotion accuracy needs dialogues with an emotion and a system that says with its answers which it took it for, as CAiRE does: no answer to this dataset has one.';
  return offer('emotion_accuracy', { label: 'Emotion accuracy, of systems that say an emotion' });
}

function novelty({ material }: MeasuresAtHand): Looked {
  if (!material.hasTraining)
    return 'Novelty needs what the systems were trained on, and this dataset has no split “train”: the command line takes a file of it (score --metrics novelty --training FILE).';
  return offer('novelty', { label: 'Novelty against the dialogues of the split “train”' });
}

const sentiment =
  'Sentiment needs VADER’s lexicon, a file that does not come with the program: the command line takes it (score --metrics sentiment --lexicon vader_lexicon.txt).';

function lacks(measure: string, what: string): string {
  const need = measure.endsWith('empathy') ? 'need' : 'needs the checkpoint of';
  return `${measure} ${need} ${what}, and none that runs is here: neither in models/checkpoints nor of a registered system.`;
}

function offer(
  measure: Measure,
  {
    label,
    choice = null,
    models = [],
    labelOf = ({ name }) => name,
  }: {
    readonly label: string;
    readonly choice?: string | null;
    readonly models?: readonly CheckpointAtHand[];
    readonly labelOf?: (model: CheckpointAtHand) => string;
  },
): MeasureOffer {
  return {
    measure,
    label,
    choice,
    models: models.map((model) => ({ value: model.name, label: labelOf(model) })),
  };
}

function inOrder(
  models: readonly CheckpointAtHand[],
  placeOf: (model: CheckpointAtHand) => number,
): CheckpointAtHand[] {
  return models.toSorted((a, b) => placeOf(a) - placeOf(b));
}
