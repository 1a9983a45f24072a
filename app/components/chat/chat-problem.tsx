import { useEffect, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/status.tsx';
import type { Conversation } from './use-conversation.ts';

/** Why something did not go through, and when it is tried again by itself. */
export function ChatProblem({
  problem,
  tryNow,
  dismiss,
}: Pick<Conversation, 'problem' | 'tryNow' | 'dismiss'>) {
  if (!problem) return null;
  if (!problem.again) return <Notice tone="danger" title={problem.message} />;
  const { seconds } = problem.again;
  return (
    <Notice tone="warning" title={problem.message}>
      <Countdown key={`${problem.again.requests.length} ${seconds}`} seconds={seconds} onOver={tryNow}>
        <Button look="quiet" onClick={tryNow}>
          Try now
        </Button>
        <Button look="quiet" onClick={dismiss}>
          Do not try
        </Button>
      </Countdown>
    </Notice>
  );
}

interface CountdownProps {
  readonly seconds: number;
  readonly onOver: () => void;
  readonly children: React.ReactNode;
}

function Countdown({ seconds, onOver, children }: CountdownProps) {
  const [left, setLeft] = useState(Math.ceil(seconds));
  const over = useRef(onOver);
  useEffect(() => {
    over.current = onOver;
  });
  useEffect(() => {
    if (left <= 0) {
      over.current();
      return;
    }
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [left]);
  return (
    <div className="flex flex-wrap items-center gap-x-2">
      {/* A screen reader is told once, not every second. */}
      <span aria-hidden className="tabular-nums">
        Trying again in {left} s.
      </span>
      <span className="sr-only">It is tried again by itself in a moment.</span>
      {children}
    </div>
  );
}
