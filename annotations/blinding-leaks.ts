import type { StudyDefinition } from './study-definition.ts';

export interface BlindingLeak {
  /** Where in the study file: `publicTitle`, `instructions`, `criteria.empathy`, … */
  readonly field: string;
  readonly system: string;
}

/** Names of ours that are ordinary words too: "as a human would" gives nothing away. */
const ordinaryWords: ReadonlySet<string> = new Set(['human', 'random']);

/**
 * Where the words that annotators read in a study name one of its systems (whole words, capitals alike), which
 * would undo the blinding.
 */
export function blindingLeaks(definition: StudyDefinition): BlindingLeak[] {
  const texts: (readonly [string, string])[] = [
    ['publicTitle', definition.publicTitle],
    ['instructions', definition.instructions],
    ['consent', definition.consent],
    ...aroundTheTask(definition).map(([field, parts]) => [field, parts.join('\n')] as const),
    ...definition.criteria.map(
      ({ name, label, question, anchors }) =>
        [`criteria.${name}`, [name, label, question, ...Object.values(anchors)].join('\n')] as const,
    ),
  ];
  return definition.systems.flatMap((system) =>
    texts.filter(([, text]) => namesSystem(text, system)).map(([field]) => ({ field, system })),
  );
}

/** Whether a text has the name as whole words, capitals alike; no name that is an ordinary word too. */
export function namesSystem(text: string, system: string): boolean {
  if (ordinaryWords.has(system.toLowerCase())) return false;
  const quoted = system.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${quoted}(?![\\p{L}\\p{N}])`, 'iu').test(text);
}

function aroundTheTask({ qualification, exitSurvey, welfare }: StudyDefinition) {
  const texts: (readonly [string, readonly string[]])[] = [];
  if (qualification)
    texts.push([
      'qualification',
      [
        qualification.introduction,
        ...qualification.items.flatMap(({ turns, responses, answers }) => [
          ...turns,
          ...responses,
          ...answers.map(({ feedback }) => feedback),
        ]),
      ],
    ]);
  if (exitSurvey)
    texts.push([
      'exitSurvey',
      [
        exitSurvey.introduction,
        ...exitSurvey.questions.flatMap((asked) => [
          asked.question,
          ...(asked.kind === 'choice' ? asked.options : []),
          ...(asked.kind === 'scale' ? Object.values(asked.anchors) : []),
        ]),
      ],
    ]);
  if (welfare)
    texts.push([
      'welfare',
      [welfare.helpContacts, welfare.stopping, ...welfare.warnings.map(({ text }) => text)],
    ]);
  return texts;
}
