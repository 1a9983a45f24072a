import { ProgressBar } from '#app/components/ui/status.tsx';
import type { StudyProgress } from '#db/queries/study-progress.ts';
import { Section } from './section.tsx';

type Numbers = Omit<StudyProgress, 'annotators'>;

const meanings = {
  contexts: 'contexts with their answers',
  dialogues: 'dialogues with the answers of one system',
  talks: 'talks with one system',
} as const;

/** How far the rating has come. An assignment is one item given to one annotator. */
export function ProgressCard({
  kind,
  items,
  progress,
}: {
  readonly kind: 'live' | 'imported';
  /** What an item is. */
  readonly items: 'contexts' | 'dialogues' | 'talks';
  readonly progress: Numbers;
}) {
  const figures: readonly (readonly [string, number, string])[] = [
    ['Items', progress.items, meanings[items]],
    ['Judgements', progress.ratings, 'single values stored'],
    ['In progress', progress.active, 'items held by an annotator now'],
    ['Skipped', progress.skipped, 'items given back with a reason'],
    ['Flagged', progress.flagged, 'items somebody wants looked at'],
  ];
  const shown = kind === 'live' ? figures : figures.slice(0, 2);
  return (
    <Section title={kind === 'live' ? 'Progress' : 'Extent'}>
      {kind === 'live' ? (
        <div className="mb-5">
          <p className="mb-2 tabular-nums">
            <strong className="text-2xl font-semibold">{progress.submitted.toLocaleString('en-GB')}</strong>{' '}
            of {progress.wanted.toLocaleString('en-GB')} item ratings submitted
          </p>
          <ProgressBar
            label="Item ratings submitted"
            value={progress.submitted}
            maximum={Math.max(1, progress.wanted)}
          />
        </div>
      ) : null}
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3 lg:grid-cols-5">
        {shown.map(([name, value, meaning]) => (
          <div key={name}>
            <dt className="text-sm text-ink-soft">{name}</dt>
            <dd className="text-xl font-semibold tabular-nums">{value.toLocaleString('en-GB')}</dd>
            <dd className="text-xs text-ink-faint">{meaning}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
