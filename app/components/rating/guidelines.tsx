import type { Criterion } from '#annotations/study-definition.ts';
import { tieWords } from './answer-points.ts';
import { PlainText } from './plain-text.tsx';
import type { RatingPageData } from './rating-page-data.ts';

interface GuidelinesProps {
  readonly study: Pick<RatingPageData['study'], 'instructions' | 'criteria' | 'shows'>;
}

const usualOfDialogues =
  'You see a conversation of two people. Read it from top to bottom and judge the listener’s part of it: where a question stands under a reply, that reply by what has been said until then, and at the end the conversation as a whole. There are no right or wrong ratings: your own impression counts.';

const usualOfTalks =
  'You talk with a computer program about what is asked for, in your own words, and then say how the conversation was. Programs may differ from talk to talk. There are no right or wrong ratings: your own impression counts.';

const usual =
  'You see a conversation and several answers its listener might give. Read the conversation first, then judge every answer by itself on each question. There are no right or wrong ratings: your own impression counts.';

const usualWhereCompared =
  'You see a conversation and several answers its listener might give. Read the conversation and all answers first. Some questions are about one answer by itself, others compare the answers with one another. There is no right or wrong: your own impression counts.';

/** What the study asks for: the researcher's words, then every question with its scale. */
export function Guidelines({ study }: GuidelinesProps) {
  const { instructions, criteria, shows } = study;
  const hasBoth = criteria.some(isOfWhole) && !criteria.every(isOfWhole);
  return (
    <div className="flex flex-col gap-5">
      <div className="font-serif text-lg leading-relaxed">
        <PlainText text={instructions || usualWords(criteria, shows)} />
      </div>
      <section aria-label="Questions" className="flex flex-col gap-3">
        {criteria.map((criterion) => (
          <div key={criterion.name} className="rounded-lg bg-sunken px-4 py-3">
            <h2 className="text-sm font-semibold">{criterion.label}</h2>
            <p className="text-sm text-ink-soft">{criterion.question}</p>
            {hasBoth ? (
              <p className="text-sm text-ink-faint">
                {isOfWhole(criterion) ? 'Asked once, of the whole conversation.' : 'Asked of every reply.'}
              </p>
            ) : null}
            <ScaleWords criterion={criterion} />
          </div>
        ))}
      </section>
    </div>
  );
}

function usualWords(criteria: readonly Criterion[], shows: GuidelinesProps['study']['shows']): string {
  if (shows === 'talks') return usualOfTalks;
  if (shows === 'dialogues') return usualOfDialogues;
  return criteria.some(compares) ? usualWhereCompared : usual;
}

function isOfWhole({ about }: Criterion): boolean {
  return about === 'dialogue';
}

function compares({ kind }: Criterion): boolean {
  return kind === 'ranking' || kind === 'choice';
}

function ScaleWords({ criterion }: { readonly criterion: Criterion }) {
  const words = Object.entries(criterion.anchors).sort(([one], [other]) => Number(one) - Number(other));
  const manner = mannerOf(criterion, words.length > 0);
  return (
    <>
      {manner === '' ? null : <p className="mt-1.5 text-sm text-ink-soft tabular-nums">{manner}</p>}
      {words.length === 0 || criterion.kind === 'choice' ? null : (
        <ul className="mt-1.5 flex flex-wrap gap-x-4 gap-y-0.5 text-sm text-ink-soft">
          {words.map(([point, word]) => (
            <li key={point}>
              <span className="font-medium tabular-nums">{point}</span> {word}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** How the question is answered, where its words do not say it. */
function mannerOf({ kind, minimum, maximum, anchors }: Criterion, hasWords: boolean): string {
  switch (kind) {
    case 'slider':
      return `A slider from ${minimum} to ${maximum}`;
    case 'ranking':
      return `A rank for every answer, from 1, the best, to ${maximum}; no two alike`;
    case 'choice':
      return minimum === 0 ? `One of the answers, or “${anchors['0'] ?? tieWords}”` : 'One of the answers';
    default:
      return hasWords ? '' : `From ${minimum} to ${maximum}`;
  }
}
