import { type FormEvent, useId, useState } from 'react';
import { TextArea } from '../ui/field.tsx';
import type { OwnFeedback, ReportReason } from './chat-view.ts';
import { Decided, FormButtons } from './feedback-buttons.tsx';
import { reasons, reasonWords } from './reason-words.ts';

interface ReportFormProps {
  readonly report: OwnFeedback['report'];
  readonly onCancel: () => void;
  /** Gives what went wrong, or null. */
  readonly onSend: (given: {
    readonly reason: ReportReason;
    readonly remark: string;
  }) => Promise<string | null>;
  readonly onWithdraw: () => Promise<string | null>;
}

/** What is wrong with a reply: a reason, and the person's own words. */
export function ReportForm({ report, onCancel, onSend, onWithdraw }: ReportFormProps) {
  const id = useId();
  const [reason, setReason] = useState<ReportReason | null>(report?.reason ?? null);
  const [remark, setRemark] = useState(report?.remark ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  if (report && !report.isOpen) return <Decided onClose={onCancel} />;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(
      reason === null ? 'Choose what is wrong with it.' : await onSend({ reason, remark: remark.trim() }),
    );
  };
  return (
    <form onSubmit={send} className="flex flex-col gap-3">
      <fieldset>
        <legend className="mb-1 text-sm font-medium">What is wrong with this reply?</legend>
        <div className="flex flex-wrap gap-x-4">
          {reasons.map((each) => (
            <label key={each} className="flex min-h-9 items-center gap-2 text-sm">
              <input
                type="radio"
                name={id}
                checked={reason === each}
                onChange={() => setReason(each)}
                className="size-4 accent-accent"
              />
              {reasonWords[each]}
            </label>
          ))}
        </div>
      </fieldset>
      <TextArea
        label="In your own words"
        hint="You need not write anything. The conversation up to here is kept with your report."
        rows={2}
        dir="auto"
        maxLength={2_000}
        value={remark}
        onChange={(event) => setRemark(event.target.value)}
      />
      <FormButtons
        send={report ? 'Change the report' : 'Report'}
        problem={problem}
        onCancel={onCancel}
        onWithdraw={report ? async () => setProblem(await onWithdraw()) : null}
      />
    </form>
  );
}
