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
  const { draft, write, flush, leave } = useDraft(onChange);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    flush();
    onLeave();
  };
  return (
    <div ref={container} className="scroll-mb-24">
      <TextArea
        label="Comment on this item (optional)"
        rows={2}
        maxLength={2000}
        disabled={disabled}
        value={draft ?? comment}
        onChange={(event) => write(event.target.value)}
        onBlur={leave}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}

/** What is being written, saved at pauses, on leaving the field and on leaving the page. */
function useDraft(save: (text: string) => void) {
  /** Null while nobody writes, so that another tab's words show. */
  const [draft, setDraft] = useState<string | null>(null);
  const unsaved = useRef<string | null>(null);
  const flush = () => {
    if (unsaved.current !== null) save(unsaved.current);
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
    const flushLatest = () => latestFlush.current();
    window.addEventListener('pagehide', flushLatest);
    return () => {
      window.removeEventListener('pagehide', flushLatest);
      flushLatest();
    };
  }, []);

  return {
    draft,
    write: (text: string) => {
      unsaved.current = text;
      setDraft(text);
    },
    flush,
    leave: () => {
      flush();
      setDraft(null);
    },
  };
}
