import { basename } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';

/** How many bad rows are told of before reading stops. */
export const maxProblems = 20;

/**
 * Gathers what is wrong with a file's rows, so that a person mends them in one go. `add` throws once there are
 * `maxProblems`, `finish` throws where there is any.
 */
export class RowProblems {
  private readonly found: { readonly line: number; readonly what: string }[] = [];

  constructor(private readonly path: string) {}

  /** @param what a phrase that goes on from "line 7: ", says what is wrong and how to mend it, and quotes no text */
  add(line: number, what: string): void {
    this.found.push({ line, what });
    if (this.found.length >= maxProblems) this.finish();
  }

  get count(): number {
    return this.found.length;
  }

  finish(): void {
    const [first, ...rest] = this.found;
    if (!first) return;
    const name = basename(this.path);
    const more =
      rest.length === 0
        ? ''
        : ` (${rest.length === maxProblems - 1 ? 'At least ' : ''}${rest.length} more: line${rest.length > 1 ? 's' : ''} ${rest.map(({ line }) => line).join(', ')}.)`;
    throw new WorkbenchError(
      'bad-row',
      `${name}, line ${first.line}: ${first.what}${more} Nothing was imported.`,
      {
        line: first.line,
        badRows: this.found.length,
        ...(rest.length > 0 && {
          moreRows: rest.map(({ line, what }) => `line ${line}: ${what}`).join('\n'),
        }),
      },
    );
  }
}
