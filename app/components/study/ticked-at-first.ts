import type { Coverage } from './study-size.ts';

// More answers than these side by side are hard to judge; the person may tick further ones.
export const mostTicked = 6;

/** The systems a new study on a dataset starts with: all but the reference, up to six. */
export function tickedAtFirst(coverage: Coverage): string[] {
  const systems = coverage.systems.filter(({ kind }) => kind !== 'human').map(({ name }) => name);
  return systems.slice(0, mostTicked);
}
