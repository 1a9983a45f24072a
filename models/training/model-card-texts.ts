/** What a model does: it writes replies, rates them, finds replies of others, or splits text. */
export type CardKind = 'speaks' | 'judges' | 'finds' | 'splits';

interface KindTexts {
  readonly use: readonly string[];
  readonly misuse: readonly string[];
  readonly limits: readonly string[];
}

const speaks: KindTexts = {
  use: [
    'research on empathetic dialogue: to compare systems, by metrics and by people who know what they rate',
    'teaching, and to try the workbench without a large model',
  ],
  misuse: [
    'therapy, counselling, crisis lines, medical or legal advice, or anyone who needs help from a person',
    'talking with anyone who is not told that a machine answers, or with children',
  ],
  limits: [
    'It is small and learned from little: it is often vague, contradicts itself, and states what is not so.',
    'It feels nothing and remembers nothing. Words of sympathy are the likeliest words, no more.',
    'Nothing keeps it from what is hurtful: each reply has to be seen as unchecked.',
  ],
};

const judges: KindTexts = {
  use: [
    'research: to reward or to measure replies of dialogue systems, many at a time, beside ratings by people',
  ],
  misuse: [
    'judging people: how a helper, a therapist, an employee or a pupil writes',
    'deciding whether somebody is in danger or is helped',
  ],
  limits: [
    'It sees words, not what they do to a person; one reply alone it often gets wrong.',
    'A system that was trained on its judgement must not be compared by it.',
  ],
};

const finds: KindTexts = {
  use: ['research: to find what was said in similar conversations, as examples for a generator'],
  misuse: ['finding out who wrote a text, or collecting what people said about themselves'],
  limits: ['What it finds was said by others to others, and may not fit.'],
};

const splits: KindTexts = {
  use: ['splitting English text into tokens for the models that come with it'],
  misuse: [],
  limits: ['It drops case.'],
};

export const cardTexts = {
  kinds: { speaks, judges, finds, splits } satisfies Record<CardKind, KindTexts>,
  /** By recipe. */
  recipes: {
    tokenizer: { what: 'A byte-level byte-pair encoding for the models of the workbench.', kind: 'splits' },
    caire: {
      what: 'A dialogue model after CAiRE (Lin et al. 2020): a GPT in the form of TransferTransfo (Wolf et al. 2019).',
      kind: 'speaks',
    },
    't5-sft': {
      what: 'A T5 (Raffel et al. 2020) that replies to a conversation, by maximum likelihood: the first stage of EmpRL.',
      kind: 'speaks',
    },
    emprl: {
      what: 'A T5 that replies to a conversation after EmpRL: reinforced to show as much empathy as the reference does.',
      kind: 'speaks',
    },
    lempex: {
      what: 'A T5 that replies to a conversation after LEMPEx: with exemplars from other conversations at hand.',
      kind: 'speaks',
    },
    active: {
      what: 'A dialogue model taught what people wrote in place of its replies (active learning, as in CAiRE, Lin et al. 2020).',
      kind: 'speaks',
    },
    negative: {
      what: 'A dialogue model made less likely to say what people rejected (negative training, He and Glass 2020).',
      kind: 'speaks',
    },
    identifiers: {
      what: 'Three identifiers of empathy mechanisms (emotional reaction, interpretation, exploration), trained on the Reddit part of EPITOME (Sharma et al. 2020).',
      kind: 'judges',
    },
    sentiment: {
      what: 'A regressor of the sentiment of a reply, between -1 and 1, after VADER.',
      kind: 'judges',
    },
    dpr: {
      what: "A dense passage retriever (Karpukhin et al. 2020) of listeners' turns, as LEMPEx has it.",
      kind: 'finds',
    },
  } as Readonly<Record<string, { readonly what: string; readonly kind: CardKind }>>,
  unknown: { what: 'A model trained with the workbench.', kind: 'speaks' as CardKind },
  licence:
    'The licence of the data goes on to the weights: most was given for non-commercial research only (EmpatheticDialogues CC BY-NC 4.0, DailyDialog CC BY-NC-SA 4.0).',
  misuse: ['anything commercial: the licence does not allow it'],
  limits: [
    'English only, as crowd workers in the United States and people on Reddit wrote it before 2020, with their biases.',
    'The numbers below are of validation texts that chose the weights, so they are a little too good.',
  ],
  weights:
    '`checkpoint.json` lists the files with their SHA-256 and how the weights are stored. `workbench checkpoint pack FOLDER --out OTHER --format f32` makes a plain Hugging Face folder of it.',
} as const;
