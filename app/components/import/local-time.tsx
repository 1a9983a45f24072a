import { useEffect, useState } from 'react';

/** A moment: in UTC from the server, in the reader's own time once a script runs. */
export function LocalTime({ at }: { readonly at: string }) {
  const [words, setWords] = useState(`${at.slice(0, 16).replace('T', ' ')} UTC`);
  useEffect(() => {
    setWords(new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' }));
  }, [at]);
  return (
    <time dateTime={at} className="tabular-nums">
      {words}
    </time>
  );
}
