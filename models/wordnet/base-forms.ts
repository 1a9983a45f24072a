export const partsOfSpeech = ['noun', 'verb', 'adj', 'adv'] as const;
export type PartOfSpeech = (typeof partsOfSpeech)[number];

/** Endings of inflected forms and what stands for them in the base form: Morphy's rules of detachment. */
const endings: Readonly<Record<PartOfSpeech, readonly (readonly [ending: string, base: string])[]>> = {
  noun: [
    ['s', ''],
    ['ses', 's'],
    ['ves', 'f'],
    ['xes', 'x'],
    ['zes', 'z'],
    ['ches', 'ch'],
    ['shes', 'sh'],
    ['men', 'man'],
    ['ies', 'y'],
  ],
  verb: [
    ['s', ''],
    ['ies', 'y'],
    ['es', 'e'],
    ['es', ''],
    ['ed', 'e'],
    ['ed', ''],
    ['ing', 'e'],
    ['ing', ''],
  ],
  adj: [
    ['er', ''],
    ['est', ''],
    ['er', 'e'],
    ['est', 'e'],
  ],
  adv: [],
};

export interface Dictionary {
  /** Base forms of irregular forms. */
  readonly exceptions: ReadonlyMap<string, readonly string[]>;
  isLemma(form: string): boolean;
}

/**
 * The lemmas of a part of speech that a form may be of, itself first: NLTK 3.8.1's `_morphy`. Where neither it nor what is
 * left without one ending is a lemma, endings are taken off what is left until something is.
 */
export function baseForms(form: string, part: PartOfSpeech, { exceptions, isLemma }: Dictionary): string[] {
  const lemmasOf = (forms: readonly string[]) => [...new Set(forms)].filter(isLemma);
  const irregular = exceptions.get(form);
  if (irregular !== undefined) return lemmasOf([form, ...irregular]);
  let forms = withoutEnding([form], part);
  let lemmas = lemmasOf([form, ...forms]);
  while (lemmas.length === 0 && forms.length > 0) {
    forms = withoutEnding(forms, part);
    lemmas = lemmasOf(forms);
  }
  return lemmas;
}

function withoutEnding(forms: readonly string[], part: PartOfSpeech): string[] {
  return forms.flatMap((form) =>
    endings[part].flatMap(([ending, base]) =>
      form.endsWith(ending) ? [form.slice(0, form.length - ending.length) + base] : [],
    ),
  );
}
