import { EmotionList } from '../reply-details/emotion-list.tsx';
import { ExemplarList } from '../reply-details/exemplar-list.tsx';
import { LevelList } from '../reply-details/level-list.tsx';
import type { ReplyWriting } from './chat-view.ts';

/** Who wrote a reply, and what they know of it. */
export function ReplyWrittenBy({ writing }: { readonly writing: ReplyWriting }) {
  const { system, checkpoint, seed, tokenCount, milliseconds, emotion, exemplars, levels, unseenTokens } =
    writing;
  const facts = [
    checkpoint ? `checkpoint ${checkpoint.slice(0, 8)}` : '',
    `seed ${seed}`,
    tokenCount === null ? '' : `${tokenCount} tokens`,
    milliseconds === null ? '' : `${(milliseconds / 1000).toFixed(1)} s`,
    unseenTokens ? `${unseenTokens} tokens of the dialogue unseen` : '',
  ];
  return (
    <details className="mt-1 text-xs text-ink-faint">
      <summary className="min-h-6 py-1 tabular-nums [overflow-wrap:anywhere]" title={checkpoint ?? undefined}>
        Written by {system}
        {checkpoint ? `, checkpoint ${checkpoint.slice(0, 4)}…` : ''}
      </summary>
      <p className="tabular-nums [overflow-wrap:anywhere]">{facts.filter(Boolean).join(' · ')}</p>
      <div className="mt-2 flex flex-col gap-3 text-sm text-ink empty:hidden">
        {emotion ? <EmotionList emotions={emotion} /> : null}
        {levels ? <LevelList levels={levels} /> : null}
        {exemplars ? <ExemplarList exemplars={exemplars} /> : null}
      </div>
    </details>
  );
}
