import { Button } from '../ui/button.tsx';

interface FormButtonsProps {
  readonly send: string;
  readonly problem: string | null;
  readonly onCancel: () => void;
  /** Null where nothing has been sent yet. */
  readonly onWithdraw: (() => void) | null;
}

export function FormButtons({ send, problem, onCancel, onWithdraw }: FormButtonsProps) {
  return (
    <>
      {problem ? (
        <p role="alert" className="text-sm font-medium text-danger">
          {problem}
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit">{send}</Button>
        {onWithdraw ? (
          <Button look="secondary" onClick={onWithdraw}>
            Take it back
          </Button>
        ) : null}
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </>
  );
}

/** In place of a form whose answer has been looked at. */
export function Decided({ onClose }: { readonly onClose: () => void }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <p className="text-sm text-ink-soft">A researcher has looked at this already. Thank you.</p>
      <Button look="quiet" onClick={onClose}>
        Close
      </Button>
    </div>
  );
}
