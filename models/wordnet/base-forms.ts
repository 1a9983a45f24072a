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
 * The lemmas of a part of speech that a form may be of, itself first: Princeton's Morphy as NLTK has it from 3.9 on. NLTK up
 * to 3.8.1 took endings off again and again where one was not enough ("catss" was a cat), which no word of a language
 * needs.
 */
export function baseForms(form: string, part: PartOfSpeech, { exceptions, isLemma }: Dictionary): string[] {
  const forms = [form, ...(exceptions.get(form) ?? withoutEnding(form, part))];
  return [...new Set(forms)].filter(isLemma);
}

function withoutEnding(form: string, part: PartOfSpeech): string[] {
  return endings[part].flatMap(([ending, base]) =>
    form.endsWith(ending) ? [form.slice(0, form.length - ending.length) + base] : [],
  );
}
