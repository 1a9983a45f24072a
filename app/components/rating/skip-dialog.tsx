import { type FormEvent, useState } from 'react';
import { Button } from '#app/components/ui/button.tsx';
import { Dialog } from '#app/components/ui/dialog.tsx';
import { TextArea } from '#app/components/ui/field.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import { type PostOutcome, postJson } from '#app/rating/send-change.ts';

const reasons = [
  'I do not understand the conversation',
  'The subject is painful to me',
  'The text is broken or in another language',
];
const other = 'Another reason';

interface SkipDialogProps {
  readonly account: string;
  readonly assignment: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onSkipped: () => void;
}

/** Gives an item back with a reason. It is not kept for later as an answer is: what comes next is the server's to say. */
export function SkipDialog({ account, assignment, open, onOpenChange, onSkipped }: SkipDialogProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const skip = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const chosen = String(form.get('reason') ?? '');
    const details = String(form.get('details') ?? '').trim();
    const reason = chosen === other ? details : [chosen, details].filter(Boolean).join(': ');
    if (reason === '') return setProblem('Choose a reason, or write one.');
    setBusy(true);
    const outcome = await postJson('/rate/skip', JSON.stringify({ account, assignment, reason }));
    setBusy(false);
    setProblem(problemOf(outcome));
    if (outcome.kind === 'done') {
      onOpenChange(false);
      onSkipped();
    }
  };

  return (
    <Dialog title="Skip this item" open={open} onOpenChange={onOpenChange}>
      <form onSubmit={(event) => void skip(event)} className="flex flex-col gap-4">
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1 text-sm text-ink-soft">Why do you skip it?</legend>
          {[...reasons, other].map((reason) => (
            <label
              key={reason}
              className="flex min-h-10 cursor-pointer items-center gap-3 rounded-lg px-3 text-sm hover:bg-sunken has-checked:bg-accent-soft"
            >
              <input type="radio" name="reason" value={reason} className="size-4 shrink-0 accent-accent" />
              {reason}
            </label>
          ))}
        </fieldset>
        <TextArea label="In your words (optional)" name="details" rows={2} maxLength={500} />
        {problem ? <Notice tone="danger">{problem}</Notice> : null}
        <Button type="submit" disabled={busy}>
          {busy ? 'Skipping…' : 'Skip and go on'}
        </Button>
      </form>
    </Dialog>
  );
}

function problemOf(outcome: PostOutcome): string | null {
  switch (outcome.kind) {
    case 'done':
      return null;
    case 'refused':
      return outcome.reason;
    case 'signed-out':
      return 'You are signed out. Sign in again, then skip it.';
    case 'network':
      return 'There is no connection. An item can be skipped once it is back.';
    case 'unavailable':
      return 'The server is busy. Try again in a moment.';
  }
}
