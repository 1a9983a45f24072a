export const importKinds = ['dataset', 'responses', 'ratings'] as const;
export type ImportKind = (typeof importKinds)[number];

export interface FileForm {
  /** Empty for the one told by the file's name. */
  readonly value: string;
  readonly label: string;
}

export interface ImportKindWords {
  readonly title: string;
  readonly lead: string;
  readonly targetLabel: string;
  readonly targetHint: string;
  readonly forms: readonly FileForm[];
  /** What a file looks like, by its form. */
  readonly examples: readonly { readonly title: string; readonly text: string }[];
}

export const importWords: Readonly<Record<ImportKind, ImportKindWords>> = {
  dataset: {
    title: 'Dialogues',
    lead: 'A dataset: dialogues between a speaker and a listener. Every listener’s turn becomes a context with that turn as its reference.',
    targetLabel: 'Dataset',
    targetHint: 'A new name makes a new dataset; the name of one you have adds to it.',
    forms: [
      { value: 'empathetic-dialogues', label: 'EmpatheticDialogues CSV, as published' },
      { value: 'jsonl', label: 'JSON Lines' },
    ],
    examples: [
      {
        title: 'JSON Lines, one dialogue a line',
        text: '{"conv_id": "c1", "emotion": "proud", "situation": "I passed.", "turns": [{"speaker": "speaker", "text": "I passed!"}, {"speaker": "listener", "text": "Well done."}]}',
      },
      {
        title: 'EmpatheticDialogues CSV: no quotation marks, commas written _comma_',
        text: 'conv_id,utterance_idx,context,prompt,speaker_idx,utterance,selfeval,tags\nhit:0_conv:1,1,proud,I passed.,1,I passed_comma_ at last!,,',
      },
    ],
  },
  responses: {
    title: 'Answers',
    lead: 'What systems answered to contexts of a dataset. JSON Lines bring the contexts along, CSV needs the dialogues to be here already.',
    targetLabel: 'Dataset',
    targetHint: 'The dataset that the answers belong to.',
    forms: [
      { value: '', label: 'As the file’s name says' },
      { value: 'jsonl', label: 'JSON Lines' },
      { value: 'csv', label: 'CSV' },
    ],
    examples: [
      {
        title: 'JSON Lines, one context a line',
        text: '{"conv_id": "c1", "turn_index": 1, "context": ["I passed!"], "reference": "Well done.", "responses": {"my-system": "Congratulations!", "other": "Oh no."}}',
      },
      {
        title: 'CSV, one answer a line',
        text: 'conv_id,turn_index,system,response\nc1,1,my-system,Congratulations!',
      },
    ],
  },
  ratings: {
    title: 'Ratings',
    lead: 'Finished ratings of people, to be analysed as a study.',
    targetLabel: 'Study',
    targetHint: 'A new name makes a new study; more ratings can be added to one that was imported.',
    forms: [],
    examples: [
      {
        title: 'CSV, one judgement a line',
        text: 'item,system,context,response,rater,criterion,value\ni1,my-system,I passed!,Congratulations!,R01,empathy,4',
      },
    ],
  },
};
