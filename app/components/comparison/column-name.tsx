import { Fragment } from 'react';
import type { ShownSystem } from '#app/server/comparison.server.ts';

/** What stands over a system's answers. */
export function columnName({ name, isHuman, run }: ShownSystem): string {
  if (isHuman) return `${name} (reference)`;
  return run === undefined ? name : `${name} (${run})`;
}

/** A name that breaks where its parts meet, before it breaks anywhere. */
export function BreakableName({ name }: { readonly name: string }) {
  return name.split(/(?<=[_./-])/u).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one name never change places
    <Fragment key={index}>
      {index > 0 ? <wbr /> : null}
      {part}
    </Fragment>
  ));
}
