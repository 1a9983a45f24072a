import type { CSSProperties } from 'react';
import { LiveAnswerCard } from './live-answer-card.tsx';
import type { LiveRound } from './live-rounds.ts';

/** All systems' answers of a round, side by side where they fit, else in rows of like length. */
export function LiveAnswers({ round }: { readonly round: LiveRound }) {
  const { systems } = round.request;
  const columns = Math.max(1, Math.ceil(systems.length / Math.ceil(systems.length / 6)));
  return (
    <div
      className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-[repeat(var(--columns),minmax(0,34rem))]"
      style={{ '--columns': columns } as CSSProperties}
    >
      {systems.map((name) => (
        <LiveAnswerCard key={name} name={name} answer={round.answers[name] ?? { status: 'waiting' }} />
      ))}
    </div>
  );
}
