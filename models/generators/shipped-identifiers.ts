import { shippedNames } from '../weights/open-shipped.ts';

/** The set that judges: no system was rewarded by it. */
const judge = 'identifiers-judge';

/** The name of the identifiers that tell the levels of replies; null where they have not come with the program. */
export function shippedIdentifiers(): string | null {
  return shippedNames().includes(judge) ? judge : null;
}
