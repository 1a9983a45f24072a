import type { DecodingOptions } from '#models/client.ts';
import { decodingInWords } from './decoding-in-words.ts';

/** Decoding settings: what each does, in plain words, and the exact option for whoever wants to repeat it. */
export function DecodingList({ decoding }: { readonly decoding: DecodingOptions }) {
  return (
    <dl className="divide-y divide-line text-sm">
      {decodingInWords(decoding).map(({ words, options }) => (
        <div key={words} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5 py-2">
          <dt className="min-w-0 max-w-prose">{words}</dt>
          <dd>
            {options.map((option) => (
              <code key={option} className="ml-2 text-xs text-ink-faint first:ml-0">
                {option}
              </code>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
