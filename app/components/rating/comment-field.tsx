import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { TextArea } from '#app/components/ui/field.tsx';

/** Pause in typing after which a comment is saved, in milliseconds. */
const pause = 500;

interface CommentFieldProps {
  readonly comment: string;
  readonly disabled: boolean;
  readonly onChange: (comment: string) => void;
  readonly onLeave: () => void;
  readonly container: RefObject<HTMLDivElement>;
}

/** A comment on the item, saved like an answer whenever the typing pauses. */
export function CommentField({ comment, disabled, onChange, onLeave, container }: CommentFieldProps) {
  /** What is being written; null while nobody writes, so that another tab's words show. */
  const [draft, setDraft] = useState<string | null>(null);
  const unsaved = useRef<string | null>(null);
  const save = useRef(onChange);
  save.current = onChange;
  const flush = () => {
    if (unsaved.current !== null) save.current(unsaved.current);
    unsaved.current = null;
  };
  const latestFlush = useRef(flush);
  latestFlush.current = flush;

  // biome-ignore lint/correctness/useExhaustiveDependencies: every keystroke begins the pause anew
  useEffect(() => {
    const timer = setTimeout(() => latestFlush.current(), pause);
    return () => clearTimeout(timer);
  }, [draft]);
  useEffect(() => {
    const leave = () => latestFlush.current();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    flush();
    onLeave();
  };
  return (
    <div ref={container} className="scroll-mb-28">
      <TextArea
        label="Comment on this item (optional)"
        rows={2}
        maxLength={2000}
        disabled={disabled}
        value={draft ?? comment}
        onChange={(event) => {
          unsaved.current = event.target.value;
          setDraft(event.target.value);
        }}
        onBlur={() => {
          flush();
          setDraft(null);
        }}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}
