import { WorkbenchError } from '#lib/errors.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import {
  forMechanisms,
  type Level,
  likeliestLevel,
  type Mechanism,
  mechanisms,
} from '../identifiers/mechanisms.ts';
import type { Identifiers } from '../identifiers/open-identifiers.ts';

export type TargetLevels = Readonly<Record<Mechanism, Level>>;

/** A context and an answer to it as identifiers read them. */
export interface ExchangeText {
  readonly context: string;
  readonly response: string;
}

/** Exchanges of one question to the identifiers, between which a person may stop the training. */
const exchangesAsked = 256;

/**
 * The level of each reference answer by mechanism: the likeliest by the identifiers, which also give the rewards.
 * @param exchanges with the reference as the response
 * @throws WorkbenchError `interrupted` where the signal is aborted
 */
export async function targetLevels(
  identifiers: Pick<Identifiers, 'levels'>,
  exchanges: readonly ExchangeText[],
  { signal, progress }: Pick<TrainingContext, 'signal' | 'progress'>,
): Promise<TargetLevels[]> {
  const found: TargetLevels[] = [];
  while (found.length < exchanges.length) {
    if (signal.aborted)
      throw new WorkbenchError(
        'interrupted',
        'Stopped before the first step: the same command starts again.',
      );
    const part = exchanges.slice(found.length, found.length + exchangesAsked);
    for (const levels of await identifiers.levels(part))
      found.push(forMechanisms((mechanism) => likeliestLevel(levels[mechanism])));
    progress({ message: 'Finding target levels', done: found.length, total: exchanges.length });
  }
  return found;
}

/** Levels as text, three digits an answer. */
export function packLevels(levels: readonly TargetLevels[]): string {
  return levels.map((level) => mechanisms.map((mechanism) => level[mechanism]).join('')).join('');
}

export function unpackLevels(text: string): TargetLevels[] {
  const size = mechanisms.length;
  return Array.from({ length: text.length / size }, (_, answer) =>
    forMechanisms((mechanism) => Number(text[answer * size + mechanisms.indexOf(mechanism)]) as Level),
  );
}
