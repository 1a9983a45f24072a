import { type FormEvent, useState } from 'react';
import { TextArea } from '../ui/field.tsx';
import type { OwnFeedback } from './chat-view.ts';
import { Decided, FormButtons } from './feedback-buttons.tsx';

interface EditFormProps {
  readonly reply: string;
  readonly edit: OwnFeedback['edit'];
  readonly onCancel: () => void;
  /** Gives what went wrong, or null. */
  readonly onSend: (correction: string) => Promise<string | null>;
  readonly onWithdraw: () => Promise<string | null>;
}

/** What should have been said instead of a reply. */
export function EditForm({ reply, edit, onCancel, onSend, onWithdraw }: EditFormProps) {
  const [correction, setCorrection] = useState(edit?.correction ?? reply);
  const [problem, setProblem] = useState<string | null>(null);
  if (edit && !edit.isOpen) return <Decided onClose={onCancel} />;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(await onSend(correction.trim()));
  };
  return (
    <form onSubmit={send} className="flex flex-col gap-3">
      <TextArea
        label="What should have been said?"
        hint="It is kept for review; the conversation goes on from the reply as it was."
        rows={3}
        dir="auto"
        maxLength={4_000}
        value={correction}
        onChange={(event) => setCorrection(event.target.value)}
        className="max-h-64 font-serif [field-sizing:content]"
      />
      <FormButtons
        send={edit ? 'Change the edit' : 'Send the edit'}
        problem={problem}
        onCancel={onCancel}
        onWithdraw={edit ? async () => setProblem(await onWithdraw()) : null}
      />
    </form>
  );
}
