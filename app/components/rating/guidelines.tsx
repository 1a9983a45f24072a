import type { Criterion } from '#annotations/study-definition.ts';
import { PlainText } from './plain-text.tsx';

interface GuidelinesProps {
  readonly instructions: string;
  readonly criteria: readonly Criterion[];
}

const usual =
  'You see a conversation and several answers its listener might give. Read the conversation first, then judge every answer by itself on each question. There are no right or wrong ratings: your own impression counts.';

/** What the study asks for: the researcher's words, then every question with its scale. */
export function Guidelines({ instructions, criteria }: GuidelinesProps) {
  return (
    <div className="flex flex-col gap-5">
      <div className="font-serif text-lg leading-relaxed">
        <PlainText text={instructions || usual} />
      </div>
      <section aria-label="Questions" className="flex flex-col gap-3">
        {criteria.map((criterion) => (
          <div key={criterion.name} className="rounded-lg bg-sunken px-4 py-3">
            <h2 className="text-sm font-semibold">{criterion.label}</h2>
            <p className="text-sm text-ink-soft">{criterion.question}</p>
            <ScaleWords criterion={criterion} />
          </div>
        ))}
      </section>
    </div>
  );
}

function ScaleWords({ criterion }: { readonly criterion: Criterion }) {
  const { minimum, maximum, anchors } = criterion;
  const words = Object.entries(anchors).sort(([one], [other]) => Number(one) - Number(other));
  if (words.length === 0)
    return (
      <p className="mt-1.5 text-sm text-ink-soft tabular-nums">
        From {minimum} to {maximum}
      </p>
    );
  return (
    <ul className="mt-1.5 flex flex-wrap gap-x-4 gap-y-0.5 text-sm text-ink-soft">
      {words.map(([point, word]) => (
        <li key={point}>
          <span className="font-medium tabular-nums">{point}</span> {word}
        </li>
      ))}
    </ul>
  );
}
