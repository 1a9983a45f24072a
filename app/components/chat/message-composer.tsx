import { type FormEvent, type KeyboardEvent, type ReactNode, type RefObject, useId } from 'react';
import { useHydrated } from '../study/use-hydrated.ts';
import { Button } from '../ui/button.tsx';
import { controlClass } from '../ui/field.tsx';

interface MessageComposerProps {
  readonly text: string;
  readonly longest: number;
  /** Whether replies are being written: then they can be stopped, and nothing more is sent. */
  readonly isWriting: boolean;
  readonly field: RefObject<HTMLTextAreaElement>;
  readonly onChange: (text: string) => void;
  readonly onSend: (text: string) => void;
  /** Where it is left out, what is being written cannot be stopped. */
  readonly onStop?: (() => void) | undefined;
  /** What stands over the field: why nothing was sent, say. */
  readonly children?: ReactNode;
}

/** Where the person writes: Enter sends, Shift and Enter begins a new line. It stays at the window's lower edge. */
export function MessageComposer(props: MessageComposerProps) {
  const { text, longest, isWriting, field, onChange, onSend, onStop, children } = props;
  const id = useId();
  const isHydrated = useHydrated();
  const over = text.trim().length - longest;
  const canSend = !isWriting && text.trim() !== '' && over <= 0;
  const send = (event: FormEvent | KeyboardEvent) => {
    event.preventDefault();
    if (canSend) onSend(text.trim());
  };
  return (
    <form
      onSubmit={send}
      data-at-edge
      className="z-10 -mx-4 mt-auto border-t border-line bg-canvas px-4 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:-mx-6 sm:px-6 [@media(min-height:30rem)]:sticky [@media(min-height:30rem)]:bottom-0"
    >
      <div className="mx-auto flex max-w-3xl flex-col gap-2">
        {children}
        <div className="flex items-end gap-2">
          <label htmlFor={id} className="sr-only">
            Your message
          </label>
          <textarea
            ref={field}
            id={id}
            dir="auto"
            rows={1}
            value={text}
            placeholder="Write a message…"
            aria-describedby={`${id}-hint`}
            aria-invalid={over > 0 ? true : undefined}
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={(event) => {
              // While an input method composes a character, Enter chooses it.
              if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) send(event);
            }}
            className={`${controlClass} max-h-[35dvh] min-h-12 resize-none py-3 font-serif [field-sizing:content] sm:text-base`}
          />
          {isWriting && onStop ? (
            // An element of its own: a second click on Send is no Stop.
            <Button key="stop" look="secondary" onClick={onStop} className="min-h-12">
              Stop
            </Button>
          ) : (
            // Before the script runs the form would be sent as a form, to nowhere, and what was written would be lost.
            <Button
              key="send"
              type="submit"
              disabled={!isHydrated}
              aria-disabled={!canSend}
              className="min-h-12"
            >
              Send
            </Button>
          )}
        </div>
        {/* A keyboard on the screen has no Shift and Enter. */}
        <p
          id={`${id}-hint`}
          className={`text-xs ${over > 0 ? 'font-medium text-danger' : 'text-ink-faint pointer-coarse:hidden'}`}
        >
          {over > 0
            ? `${over.toLocaleString('en-GB')} characters too long; at most ${longest.toLocaleString('en-GB')} can be sent.`
            : 'Enter sends, Shift and Enter begins a new line.'}
        </p>
      </div>
    </form>
  );
}
