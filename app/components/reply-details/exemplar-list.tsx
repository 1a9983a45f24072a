import { wordsClass } from '../dataset/dialogue-turns.tsx';
import { DetailSection } from './detail-section.tsx';

export interface ShownExemplar {
  readonly text: string;
  /** As the retriever gives it; larger is nearer. */
  readonly score: number;
}

/** Replies of other contexts that the system was shown, the best match first. */
export function ExemplarList({ exemplars }: { readonly exemplars: readonly ShownExemplar[] }) {
  return (
    <DetailSection
      title={exemplars.length === 1 ? 'Exemplar, with its score' : 'Exemplars, with their scores'}
    >
      <ol className="flex flex-col gap-1.5">
        {exemplars.map(({ text, score }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an exemplar is its place; its text may come twice
          <li key={index} className="flex items-baseline gap-3">
            <span dir="auto" className={`min-w-0 flex-1 ${wordsClass} text-sm text-ink-soft`}>
              {text}
            </span>
            <span className="text-ink-faint tabular-nums">{score.toFixed(2)}</span>
          </li>
        ))}
      </ol>
    </DetailSection>
  );
}
