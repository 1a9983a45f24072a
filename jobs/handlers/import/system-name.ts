import { nameProblem } from './check-text.ts';

/** Names that mean something of their own in every dataset and so belong to no file. */
export const reservedSystemNames: readonly string[] = ['human', 'random'];

/** What forbids a name for a system whose answers come from a file, as a phrase. */
export function systemNameProblem(name: string): string | undefined {
  if (reservedSystemNames.includes(name.trim().toLowerCase()))
    return `the system name ${name.trim()} is reserved (human is the dataset's own reference); name the system otherwise.`;
  return nameProblem(name, 'a system name');
}
