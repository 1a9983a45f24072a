import type { Criterion } from './criterion.ts';
import { readyCriterion } from './ready-criteria.ts';
import type { StudyDefinitionInput } from './study-definition.ts';

/** A protocol of the literature as a study to start from. The wording is our own unless the note says otherwise. */
export interface StudyTemplate {
  /** What `study template` takes. */
  readonly id: string;
  readonly title: string;
  /** In a sentence. */
  readonly summary: string;
  readonly source: string;
  /** What the paper did, and what differs here: the methods section of whoever uses it needs both. */
  readonly note: string;
  /** What the protocol says of a study; the rest is the researcher's. */
  readonly settings: Pick<
    StudyDefinitionInput,
    'criteria' | 'ratingsPerItem' | 'assignment' | 'instructions' | 'unit' | 'task'
  > & { readonly items: number };
  /** Fewer systems than this cannot be compared so. */
  readonly leastSystems: number;
}

const three = ['empathy', 'relevance', 'fluency'] as const;

type Wording = Pick<Criterion, 'name' | 'label' | 'question'>;

/** A scale from 1 with words at every point. */
function element(wording: Wording, words: readonly string[]) {
  const anchors = Object.fromEntries(words.map((word, index) => [String(index + 1), word]));
  return { ...wording, kind: 'scale' as const, minimum: 1, maximum: words.length, anchors };
}

const choice = (wording: Wording) => ({ ...wording, kind: 'choice' as const });

const oneByOne =
  'Read each conversation first. Then rate every answer by itself on each question; several answers may deserve the same rating. Judge only what is written. There are no right or wrong choices: we want your own impression.';

const sideBySide =
  'Read each conversation and all its answers first. Then choose between the answers. Judge only what is written, and decide even where it is close. There are no right or wrong choices: we want your own impression.';

const throughout =
  'Read the conversation from top to bottom. Rate each of the listener’s replies as you come to it, by what has been said until then; rate the conversation as a whole at the end. Judge only what is written. There are no right or wrong choices: we want your own impression.';

/** The same three, asked of a conversation and not of one reply. */
const threeOfTheWhole = [
  { ...readyCriterion('empathy'), question: 'The listener understands and shares the speaker’s feeling.' },
  { ...readyCriterion('relevance'), question: 'The replies are relevant to what was said before them.' },
  { ...readyCriterion('fluency'), question: 'The replies are easy to read and grammatically correct.' },
];

/** Asked once, when the talk is over. */
const wholeTalk = [
  {
    name: 'felt-heard',
    label: 'Being heard',
    question: 'Over the whole conversation, the listener understood what the speaker felt.',
    minimum: 1,
    maximum: 5,
    anchors: { '1': 'not at all', '3': 'somewhat', '5': 'very much' },
    about: 'dialogue' as const,
  },
  {
    name: 'again',
    label: 'Talking again',
    question: 'One would like to talk with this listener again.',
    minimum: 1,
    maximum: 5,
    anchors: { '1': 'not at all', '3': 'perhaps', '5': 'very much' },
    about: 'dialogue' as const,
  },
];

export const studyTemplates: readonly StudyTemplate[] = [
  {
    id: 'lempex',
    title: 'LEMPEx: empathy, relevance, fluency and three elements',
    summary:
      'Three scales from 1 to 5, and how far feeling, interpretation and exploration are there, from 1 to 3.',
    source:
      'Majumder et al. 2022, Exemplars-guided Empathetic Response Generation Controlled by the Elements of Human Communication',
    note: 'The paper rates empathy, relevance and fluency, and three elements at three levels each: emotion presence (none, implicit, explicit), interpretation (none, some, with one’s own experience) and exploration (none, generic, specific). That the scales run from 1 to 5 and from 1 to 3 is read off its tables. How many items and raters it had, and its questions, could not be read: 128 items, 3 ratings each and the wording are ours.',
    settings: {
      items: 128,
      ratingsPerItem: 3,
      criteria: [
        ...three,
        element(
          {
            name: 'emotion-presence',
            label: 'Feeling',
            question: 'Does the response express feeling for the speaker?',
          },
          ['none', 'between the lines', 'in so many words'],
        ),
        element(
          {
            name: 'interpretation-level',
            label: 'Interpretation',
            question: 'Does the response put into words what the speaker feels or lives through?',
          },
          ['no', 'yes', 'yes, with an experience of one’s own'],
        ),
        element(
          {
            name: 'exploration-level',
            label: 'Exploration',
            question: 'Does the response ask about what the speaker has not said?',
          },
          ['no', 'in general', 'about something specific'],
        ),
      ],
      instructions: oneByOne,
    },
    leastSystems: 1,
  },
  {
    id: 'emphi',
    title: 'EmpHi: empathy, relevance, fluency by five raters',
    summary: 'Three scales from 1 to 5 over 100 dialogues, each rated by five people.',
    source: 'Chen, Li and Yang 2022, EmpHi: Generating Empathetic Responses with Human-like Intents',
    note: 'The paper has five volunteers with a master’s degree rate the responses to 100 dialogues for empathy, relevance and fluency from 1 to 5. Here the questions are the ready ones, which are close to its definitions, and items are drawn in proportion to their emotions; who rates is yours to choose. The paper’s second part, 100 pairs of responses judged better or alike by four people, is the template acute-eval with ties set to true and four ratings.',
    settings: { items: 100, ratingsPerItem: 5, criteria: [...three], instructions: oneByOne },
    leastSystems: 1,
  },
  {
    id: 'empathetic-dialogues',
    title: 'EmpatheticDialogues: empathy, relevance, fluency',
    summary: 'Three scales from 1 to 5 over 100 contexts.',
    source:
      'Rashkin et al. 2019, Towards Empathetic Open-domain Conversation Models: a New Benchmark and Dataset',
    note: 'The paper collects at least 100 ratings of each model from crowd workers, for empathy, relevance and fluency from 1 to 5. Here every item is rated twice, so that agreement can be told, the answers of all systems stand under their context in an order that is balanced, and the wording is ours.',
    settings: { items: 100, ratingsPerItem: 2, criteria: [...three], instructions: oneByOne },
    leastSystems: 1,
  },
  {
    id: 'acute-eval',
    title: 'Pairwise preference, in the manner of ACUTE-Eval',
    summary: 'Two answers side by side, chosen between on four questions without ties.',
    source:
      'Li, Weston and Roller 2019, ACUTE-Eval: Improved Dialogue Evaluation with Optimized Questions and Multi-turn Comparisons',
    note: 'The paper shows two whole dialogues, has people attend to one speaker of each, and asks which is preferred on questions tuned for agreement: engagingness, interestingness, knowledge and humanness. Here two answers to the same context are shown, empathy takes the place of knowledge, and the wording is ours. The paper lays the two sides out once for all workers; here each system stands on either side equally often for every annotator, and pairs of systems come equally often. Set ties to true where “about the same” is to be an answer.',
    settings: {
      items: 100,
      ratingsPerItem: 3,
      assignment: { annotators: 10, shown: 2 },
      criteria: [
        choice({
          name: 'engaging',
          label: 'Engaging',
          question: 'With which listener would you rather go on talking?',
        }),
        choice({
          name: 'interesting',
          label: 'Interesting',
          question: 'Which answer is the more interesting?',
        }),
        choice({
          name: 'humanlike',
          label: 'Like a person',
          question: 'Which answer sounds more like a person?',
        }),
        choice({
          name: 'empathetic',
          label: 'Empathetic',
          question: 'Which answer shows more understanding of the speaker’s feeling?',
        }),
      ],
      instructions: sideBySide,
    },
    leastSystems: 2,
  },
  {
    id: 'best-worst',
    title: 'Best and worst of several',
    summary: 'Of the answers shown, the most and the least empathetic.',
    source:
      'Louviere, Flynn and Marley 2015, Best-Worst Scaling; for dialogue, Santhanam and Shaikh 2019, Towards Best Experiment Design for Evaluating Dialogue System Output',
    note: 'Best–worst scaling shows a few things at a time, usually four or five, and asks for the one at either end, which tells more than a choice of one and needs no scale. Here the answers of all systems are shown; with more than four or five systems, set how many are shown side by side, and the design balances which ones meet. Whoever names the same answer best and worst was not attending.',
    settings: {
      items: 100,
      ratingsPerItem: 3,
      criteria: [
        choice({
          name: 'best',
          label: 'Most empathetic',
          question: 'Which answer shows the most understanding of the speaker’s feeling?',
        }),
        choice({
          name: 'worst',
          label: 'Least empathetic',
          question: 'Which answer shows the least understanding of the speaker’s feeling?',
        }),
      ],
      instructions: sideBySide,
    },
    leastSystems: 3,
  },
  {
    id: 'turns',
    title: 'Every turn of a dialogue, and the whole',
    summary:
      'A dialogue with one system’s answers is read from top to bottom; each reply is rated, then the whole.',
    source:
      'Finch and Choi 2020, Towards Unified Dialogue System Evaluation; Mehri and Eskenazi 2020, Unsupervised Evaluation of Interactive Dialog with DialoGPT (FED), which rates turns and dialogues',
    note: 'FED has people rate single turns on eight qualities and whole dialogues on eleven, after the talk. Here every reply is rated on empathy, relevance and fluency as it comes, and the whole on two questions; the wording is ours. Where the answers were written to the dataset’s own turns, what the speaker says next does not answer them: say so, or rate conversations that people had with the systems.',
    settings: {
      items: 100,
      unit: 'turn',
      ratingsPerItem: 3,
      criteria: [...three, ...wholeTalk],
      instructions: throughout,
    },
    leastSystems: 1,
  },
  {
    id: 'talk',
    title: 'Talk with a system, then rate the talk',
    summary: 'Annotators take a situation for their own, talk with one system, and rate the conversation.',
    source:
      'See et al. 2019, What makes a good conversation? How controllable attributes affect human judgments; Dinan et al. 2020, The Second Conversational Intelligence Challenge (ConvAI2)',
    note: 'Both have crowd workers chat with a model for about six turns under an assigned persona and rate the talk afterwards on several qualities. Here the person takes a situation of the dataset for their own and rates empathy, relevance and fluency of the whole talk besides two questions; the wording is ours. Systems must be ones that can be asked, and who talks with which is solved beforehand. `study third-party` has others rate the same talks.',
    settings: {
      items: 100,
      task: { kind: 'chat', turns: { minimum: 4, maximum: 6 }, scene: 'situation' },
      ratingsPerItem: 1,
      assignment: { annotators: 20 },
      criteria: [...threeOfTheWhole, ...wholeTalk],
      instructions:
        'Read what is said to have happened and take it for your own. Talk about it as you would with somebody you trust, in your own words, and go on for the messages asked for. Then say how the conversation was. You talk with a computer program each time; they differ.',
    },
    leastSystems: 1,
  },
];

export function findTemplate(id: string): StudyTemplate | undefined {
  return studyTemplates.find((template) => template.id === id);
}

export interface TemplateUse {
  readonly name: string;
  readonly dataset: string;
  readonly systems: readonly string[];
}

/** The study file that a template makes over a dataset and systems; to be read by `parseStudyDefinition`. */
export function fileOfTemplate({ settings }: StudyTemplate, use: TemplateUse): StudyDefinitionInput {
  const { items, ...rest } = settings;
  return {
    name: use.name,
    dataset: use.dataset,
    systems: [...use.systems],
    sample: { items, stratify: 'emotion' },
    ...rest,
  };
}
