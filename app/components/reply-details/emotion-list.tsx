import { DetailSection } from './detail-section.tsx';
import { formatShare } from './format-share.ts';

export interface ShownEmotion {
  readonly label: string;
  /** In [0, 1]. */
  readonly probability: number;
}

interface EmotionListProps {
  /** The likeliest first. */
  readonly emotions: readonly ShownEmotion[];
  /** How many are shown. */
  readonly most?: number;
}

/** What the system took the speaker to feel. */
export function EmotionList({ emotions, most = 3 }: EmotionListProps) {
  return (
    <DetailSection title="Detected emotion">
      <ol className="flex flex-col gap-1">
        {emotions.slice(0, most).map(({ label, probability }) => (
          <li
            key={label}
            className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_3rem] items-center gap-2 first:font-medium"
          >
            <span className="[overflow-wrap:anywhere]">{label}</span>
            <span aria-hidden className="h-1.5 overflow-hidden rounded-full bg-sunken">
              <span
                className="block h-full rounded-full bg-accent"
                style={{ width: `${Math.max(probability * 100, 2)}%` }}
              />
            </span>
            <span className="text-right text-ink-soft tabular-nums">{formatShare(probability)}</span>
          </li>
        ))}
      </ol>
    </DetailSection>
  );
}
