/** What annotators see as the title, by what they rate. */
export const defaultTitles = {
  response: 'Rating responses',
  turn: 'Rating conversations',
  dialogue: 'Rating conversations',
} as const;

/** Texts a new study starts with. Plain text; a blank line begins a paragraph. */
export const defaultInstructions = `You will read short conversations in which one person, the speaker, tells another about something that happened to them. Under each conversation stand several answers that a listener could give next.

Please read the whole conversation first. Then rate every answer by itself on each question. Several answers may deserve the same rating. There are no right or wrong choices: we want your own impression.

Judge only what is written, not whether you would have said the same, and not who or what may have written it.

Every choice is saved as you make it. You may go back and change an answer, take a break at any time, and skip a conversation you would rather not read.`;

export const defaultConsent = `You are invited to take part in a study of how people judge answers in conversations. Taking part is voluntary, and you may stop at any time without giving a reason.

We keep your ratings, the times at which you gave them and any comments you write, under a pseudonym such as R01. They may be analysed and published in a form that does not name you.

Some of the conversations tell of sad or upsetting events. You may skip any of them.

If you have a question, please ask the person who invited you.`;
