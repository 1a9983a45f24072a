import type { CriterionKind } from '#annotations/study-definition.ts';
import { WorkbenchError } from '#lib/errors.ts';

export interface AskedCriterion {
  readonly kind: CriterionKind;
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number | null;
  readonly about: 'response' | 'dialogue';
}

export interface GivenValue {
  /** From 1. */
  readonly position: number;
  readonly value: number;
  /** How many responses the item shows. */
  readonly shown: number;
}

/**
 * The value as it is stored: a slider's falls exactly on one of its steps. Throws WorkbenchError `bad-input` with the
 * values that the criterion takes where this is none of them. Whether the ranks of an item differ is looked at when it
 * is submitted: while ranks change places two are alike.
 */
export function requireValue(criterion: AskedCriterion, given: GivenValue): number {
  const { kind, name, about } = criterion;
  if (about === 'dialogue' && given.position !== given.shown)
    throw new WorkbenchError(
      'bad-input',
      `${name} is one answer for the whole dialogue: give it at its last reply, position ${given.shown}.`,
      { field: 'position' },
    );
  if (kind === 'choice' && given.position !== 1)
    throw new WorkbenchError(
      'bad-input',
      `${name} is one answer for the whole item: give it at position 1.`,
      {
        field: 'position',
      },
    );
  const value = kind === 'slider' ? onStep(criterion, given.value) : onPoint(criterion, given);
  if (value === undefined)
    throw new WorkbenchError('bad-input', takenValues(criterion, given.shown), { field: 'value' });
  return value;
}

/** Thousandths have no exact binary form, so a browser's arithmetic may be off by less than any step. */
const tolerance = 1e-6;

function onStep({ minimum, maximum, step }: AskedCriterion, value: number): number | undefined {
  const width = step ?? 1;
  const steps = Math.round((value - minimum) / width);
  const exact = Number((minimum + steps * width).toFixed(6));
  const isWithin = exact >= minimum - tolerance && exact <= maximum + tolerance;
  const isOn = Math.abs(exact - value) < tolerance && isWithin;
  return isOn ? exact : undefined;
}

function onPoint(criterion: AskedCriterion, { value, shown }: GivenValue): number | undefined {
  const isOn = Number.isInteger(value) && value >= criterion.minimum && value <= highest(criterion, shown);
  return isOn ? value : undefined;
}

/** Ranks and choices are among the responses that this item shows. */
function highest({ kind, maximum }: AskedCriterion, shown: number): number {
  return kind === 'ranking' || kind === 'choice' ? shown : maximum;
}

function takenValues(criterion: AskedCriterion, shown: number): string {
  const { kind, name, minimum, maximum, step } = criterion;
  switch (kind) {
    case 'slider':
      return `A rating of ${name} is a number from ${minimum} to ${maximum} in steps of ${step ?? 1}.`;
    case 'ranking':
      return `A rank of ${name} is a whole number from 1 to ${shown}.`;
    case 'choice':
      return `An answer to ${name} is the position of a response, 1 to ${shown}${minimum === 0 ? ', or 0 where none stands out' : ''}.`;
    default:
      return `A rating of ${name} is a whole number from ${minimum} to ${maximum}.`;
  }
}
