import { type Covariate, familyOf, fitMixedModel } from './mixed-model.ts';
import { modelBlock } from './model-block.ts';
import type { RatingFrame } from './rating-frame.ts';
import { type ReportCriterion, type ReportInput, styleKey } from './report-input.ts';
import type { ResponseStyle } from './response-style.ts';
import type { AdjustedModel, ModelBlock, ReportSettings } from './study-report.ts';

interface Task {
  readonly criterion: ReportCriterion;
  readonly systems: readonly string[];
  readonly settings: ReportSettings;
  readonly styles: ReportInput['styles'];
  /** The model without. */
  readonly model: ModelBlock;
}

/** The model with the length of responses held equal, and with their length and marks; none where there are no texts. */
export function adjustedModels(frame: RatingFrame, task: Task): AdjustedModel[] {
  if (frame.systems.length < 2) return [];
  const styles: ResponseStyle[] = [];
  for (let row = 0; row < frame.n; row++) {
    const item = frame.items[frame.itemOf[row] ?? 0] ?? 0;
    const system = frame.systems[frame.systemOf[row] ?? 0] ?? '';
    const response = frame.responseNames[frame.responseOf[row] ?? 0];
    const style = task.styles[styleKey(item, system, response)];
    // Held equal for all or for none: rows without a text cannot be left out unseen.
    if (!style) return [];
    styles.push(style);
  }
  const length = centred(styles, ({ words }) => Math.log2(Math.max(1, words)));
  const words: Covariate = { name: 'log2(words)', label: 'twice as many words', values: length };
  const marks: readonly Covariate[] = [
    {
      name: 'question',
      label: 'asks a question',
      values: centred(styles, ({ question }) => Number(question)),
    },
    {
      name: 'exclamation',
      label: 'has an exclamation mark',
      values: centred(styles, ({ exclamation }) => Number(exclamation)),
    },
  ];
  const family = familyOf(task.criterion);
  const fitted = (name: AdjustedModel['name'], wanted: readonly Covariate[]): AdjustedModel => {
    const covariates = wanted.filter(({ values }) => varies(values));
    const fit = fitMixedModel(frame, { family, covariates });
    const model = modelBlock(frame, fit, task);
    const alike = wanted.filter((one) => !covariates.includes(one)).map(({ label }) => label);
    return {
      name,
      adjustedFor:
        covariates.map(({ label }) => label).join(', ') || 'nothing, for the responses are alike in it',
      model: {
        ...model,
        notes: [
          ...model.notes,
          ...(alike.length > 0 ? [`All responses are alike in this: ${alike.join(', ')}.`] : []),
          ...(isMuchWider(model, task.model) ? [entangled[name]] : []),
        ],
      },
    };
  };
  return [fitted('length', [words]), fitted('style', [words, ...marks])];
}

const entangled: Readonly<Record<AdjustedModel['name'], string>> = {
  length:
    'Systems differ so much in length that little is left to compare at equal length: the intervals say how little.',
  style:
    'Systems differ so much in style that little is left to compare at equal style: the intervals say how little.',
};

/** Whether holding something equal makes an interval more than twice as wide as it was. */
function isMuchWider(adjusted: ModelBlock, raw: ModelBlock): boolean {
  return adjusted.contrasts.some(({ difference: { low, high } }, at) => {
    const before = raw.contrasts[at]?.difference;
    if (low === null || high === null || before?.low == null || before.high === null) return false;
    return high - low > 2 * (before.high - before.low);
  });
}

/** About the mean over ratings, so that thresholds stay near those of the model without. */
function centred(styles: readonly ResponseStyle[], of: (style: ResponseStyle) => number): Float64Array {
  const values = Float64Array.from(styles, of);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function varies(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return true;
  return false;
}
