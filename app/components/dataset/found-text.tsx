/** A text as text, with what was searched for marked. */
export function FoundText({ text, search }: { readonly text: string; readonly search: string }) {
  if (search === '') return text;
  return splitAtFinds(text, search).map(({ at, part, isFind }) =>
    isFind ? (
      <mark key={at} className="rounded-sm bg-warning-soft text-ink">
        {part}
      </mark>
    ) : (
      part
    ),
  );
}

export interface TextPart {
  /** Where in the text it begins. */
  readonly at: number;
  readonly part: string;
  readonly isFind: boolean;
}

/** The text cut before and after every find, capitals aside. Whole where writing it in capitals shifts its letters. */
export function splitAtFinds(text: string, search: string): TextPart[] {
  const folded = text.toUpperCase();
  const needle = search.toUpperCase();
  if (needle === '' || folded.length !== text.length) return [{ at: 0, part: text, isFind: false }];
  const parts: TextPart[] = [];
  const cut = (from: number, to: number, isFind: boolean) => {
    if (to > from) parts.push({ at: from, part: text.slice(from, to), isFind });
  };
  let from = 0;
  for (let at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, from)) {
    cut(from, at, false);
    from = at + needle.length;
    cut(at, from, true);
  }
  cut(from, text.length, false);
  return parts;
}
