import type { TrainingKind, TrainingStatus } from '#db/queries/trainings.ts';

export const trainingTitles: Readonly<Record<TrainingKind, string>> = {
  active: 'Learning from edits',
  negative: 'Unlearning reported replies',
};

export const trainingStates: Readonly<
  Record<
    TrainingStatus,
    { readonly label: string; readonly tone: 'neutral' | 'accent' | 'good' | 'warning' | 'danger' }
  >
> = {
  running: { label: 'under way', tone: 'accent' },
  made: { label: 'to be decided on', tone: 'warning' },
  failed: { label: 'stopped', tone: 'danger' },
  'in-service': { label: 'in service', tone: 'good' },
  declined: { label: 'left out', tone: 'neutral' },
  replaced: { label: 'was in service', tone: 'neutral' },
};

export function learningAddress(system: string): string {
  return `/systems/${encodeURIComponent(system)}/learning`;
}

export function trainingAddress({ system, id }: { readonly system: string; readonly id: string }): string {
  return `${learningAddress(system)}/${encodeURIComponent(id)}`;
}

/** A rough time, as one says it. */
export function aboutSoLong(seconds: number): string {
  if (seconds < 90) return 'about a minute';
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} minutes`;
  return `about ${Math.round(seconds / 3600)} hours`;
}
