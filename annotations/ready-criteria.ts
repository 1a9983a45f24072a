import type { Criterion } from './study-definition.ts';

/** The three criteria of this literature, ready to use (design of the workbench, §1). */
export const readyCriteria: readonly Criterion[] = [
  {
    name: 'empathy',
    label: 'Empathy',
    question: 'The response shows that the listener understands and shares the speaker’s feeling.',
    minimum: 1,
    maximum: 5,
    anchors: { '1': 'not at all', '2': 'slightly', '3': 'somewhat', '4': 'mostly', '5': 'very much' },
  },
  {
    name: 'relevance',
    label: 'Relevance',
    question: 'The response is relevant to the context.',
    minimum: 1,
    maximum: 5,
    anchors: { '1': 'not at all', '2': 'slightly', '3': 'somewhat', '4': 'mostly', '5': 'very much' },
  },
  {
    name: 'fluency',
    label: 'Fluency',
    question: 'The response is easy to read and grammatically correct.',
    minimum: 1,
    maximum: 5,
    anchors: { '1': 'not at all', '2': 'slightly', '3': 'somewhat', '4': 'mostly', '5': 'very much' },
  },
];
