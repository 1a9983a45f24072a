import type { AnswerKnowledge } from '#app/server/answer-knowledge.server.ts';
import { counted } from '../dataset/format-count.ts';
import { DetailSection } from '../reply-details/detail-section.tsx';
import { EmotionList } from '../reply-details/emotion-list.tsx';
import { ExemplarList } from '../reply-details/exemplar-list.tsx';
import { LevelList } from '../reply-details/level-list.tsx';

const endings = {
  eos: 'ended by itself',
  length: 'cut at the longest length',
  stop: 'ended at a stop string',
} as const;

/** What a system knows of its answer, opened on demand: it is beside the point while answers are read. */
export function KnownOfAnswer({ knowledge }: { readonly knowledge: AnswerKnowledge }) {
  const { emotion, exemplars, levels, meanLogProbability, tokens } = knowledge;
  return (
    <details className="mt-2 border-t border-line pt-2.5">
      <summary className="text-sm text-ink-soft hover:text-ink">What the system knows</summary>
      <div className="mt-3 flex flex-col gap-4">
        {emotion && emotion.length > 0 ? <EmotionList emotions={emotion} /> : null}
        {levels ? <LevelList levels={levels} /> : null}
        {exemplars && exemplars.length > 0 ? <ExemplarList exemplars={exemplars} /> : null}
        {tokens === null ? null : (
          <DetailSection title="Tokens">
            <p className="text-ink-soft tabular-nums">
              {[counted(tokens, 'token'), endingOf(knowledge)].filter(Boolean).join(', ')}
              {meanLogProbability === null ? null : (
                <>
                  ; mean log-probability {meanLogProbability.toFixed(2)} a token, perplexity{' '}
                  {Math.exp(-meanLogProbability).toPrecision(3)}
                </>
              )}
            </p>
          </DetailSection>
        )}
        {knowledge.unseenTokens ? (
          <p className="text-sm text-ink-soft">
            The context was too long: its first {counted(knowledge.unseenTokens, 'token')} went unseen.
          </p>
        ) : null}
      </div>
    </details>
  );
}

function endingOf({ finished }: AnswerKnowledge): string | null {
  return finished && finished !== 'whole' ? endings[finished] : null;
}
