import { DetailSection } from './detail-section.tsx';
import { formatShare } from './format-share.ts';

export type Mechanism = 'emotionalReaction' | 'interpretation' | 'exploration';

/** Of each empathy mechanism the probabilities of its levels none, weak and strong; they add up to 1. */
export type ShownLevels = Readonly<Record<Mechanism, readonly [number, number, number]>>;

const mechanisms: readonly (readonly [Mechanism, string])[] = [
  ['emotionalReaction', 'Emotional reaction'],
  ['interpretation', 'Interpretation'],
  ['exploration', 'Exploration'],
];
const levelNames = ['none', 'weak', 'strong'] as const;
// From the ground to the full colour, so that the bar reads as "how much" without a legend.
const levelLooks = ['bg-line', 'bg-accent/45', 'bg-accent'] as const;

/** The likeliest of three levels. */
export function likeliestLevel(probabilities: readonly [number, number, number]): 0 | 1 | 2 {
  const [none, weak, strong] = probabilities;
  if (strong > weak && strong > none) return 2;
  return weak > none ? 1 : 0;
}

/** How much of each mechanism of empathy the judge finds in the reply. */
export function LevelList({ levels }: { readonly levels: ShownLevels }) {
  return (
    <DetailSection title="Empathy of the reply">
      <dl className="flex flex-col gap-1">
        {mechanisms.map(([key, name]) => (
          <LevelRow key={key} name={name} probabilities={levels[key]} />
        ))}
      </dl>
    </DetailSection>
  );
}

interface LevelRowProps {
  readonly name: string;
  readonly probabilities: readonly [number, number, number];
}

function LevelRow({ name, probabilities }: LevelRowProps) {
  const level = likeliestLevel(probabilities);
  const inFull = levelNames.map((word, index) => `${word} ${formatShare(probabilities[index] ?? 0)}`);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_2.75rem_5.25rem] items-center gap-2">
      <dt className="text-ink-soft">{name}</dt>
      <dd aria-hidden title={inFull.join(', ')} className="flex h-1.5 overflow-hidden rounded-full bg-sunken">
        {levelNames.map((word, index) => (
          <span
            key={word}
            className={levelLooks[index]}
            style={{ width: `${(probabilities[index] ?? 0) * 100}%` }}
          />
        ))}
      </dd>
      <dd className="text-right">
        <span className={level === 0 ? 'text-ink-faint' : 'font-medium'}>{levelNames[level]}</span>{' '}
        <span className="text-ink-faint tabular-nums">{formatShare(probabilities[level])}</span>
        <span className="sr-only">, of {inFull.join(', ')}</span>
      </dd>
    </div>
  );
}
