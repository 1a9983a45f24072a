import { Form, useNavigation } from '@remix-run/react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import type { BattleView } from './arena-view.ts';

interface VoteResultProps {
  readonly view: BattleView;
  readonly vote: NonNullable<BattleView['vote']>;
  /** Whether the vote was given just now, on this page. */
  readonly isNew: boolean;
}

/** Who it was, and the way to the next two. */
export function VoteResult({ view, vote, isNew }: VoteResultProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isNew) heading.current?.focus();
  }, [isNew]);
  const [first, second] = vote.names;
  return (
    <section className="mx-auto flex w-full max-w-3xl flex-col gap-4 rounded-xl border border-line bg-surface p-5">
      <h2 ref={heading} tabIndex={-1} className="font-serif text-xl font-semibold outline-none">
        {verdict(vote)}
      </h2>
      <dl className="grid gap-2 sm:grid-cols-2">
        <Name letter="A" name={first} isBetter={vote.choice === 'first'} />
        <Name letter="B" name={second} isBetter={vote.choice === 'second'} />
      </dl>
      {vote.namesSystem ? (
        <p className="text-sm text-ink-soft">
          One of the replies gave away who wrote it, so this vote is kept apart from the others.
        </p>
      ) : null}
      {view.canGoOn ? (
        <NextBattle>Next two</NextBattle>
      ) : (
        <p className="text-ink-soft">This arena has closed. Thank you for every vote you gave.</p>
      )}
      {view.turns.length > 0 ? <ForgetWords /> : null}
    </section>
  );
}

function verdict({ choice, names: [first, second] }: VoteResultProps['vote']): string {
  switch (choice) {
    case 'first':
      return `You preferred ${first}`;
    case 'second':
      return `You preferred ${second}`;
    case 'tie':
      return 'You found both equally good';
    case 'both-bad':
      return 'You found both bad';
  }
}

function Name({
  letter,
  name,
  isBetter,
}: {
  readonly letter: string;
  readonly name: string;
  readonly isBetter: boolean;
}) {
  return (
    <div className={`rounded-lg px-4 py-3 ${isBetter ? 'bg-accent-soft' : 'bg-sunken'}`}>
      <dt className="text-sm text-ink-soft">{letter} was</dt>
      <dd className="font-semibold [overflow-wrap:anywhere]">{name}</dd>
    </div>
  );
}

export function NextBattle({
  look = 'primary',
  children,
}: {
  readonly look?: 'primary' | 'quiet';
  readonly children: ReactNode;
}) {
  const isGoing = useNavigation().state !== 'idle';
  return (
    <Form method="post">
      <Button type="submit" name="intent" value="next" look={look} aria-disabled={isGoing}>
        {children}
      </Button>
    </Form>
  );
}

/** Asks once more before the words are gone. */
function ForgetWords() {
  const [isAsking, setAsking] = useState(false);
  if (!isAsking)
    return (
      <Button look="quiet" className="self-start" onClick={() => setAsking(true)}>
        Remove what was said…
      </Button>
    );
  return (
    <Form method="post" className="flex flex-wrap items-center gap-2 text-sm">
      <span>All messages of this conversation are removed; your vote stays.</span>
      <Button type="submit" name="intent" value="forget" look="danger">
        Remove them
      </Button>
      <Button look="quiet" onClick={() => setAsking(false)}>
        Keep them
      </Button>
    </Form>
  );
}
