import { useFetcher } from '@remix-run/react';
import { useRef } from 'react';
import { buttonClass } from '#app/components/ui/button.tsx';
import type { ShownFlags } from '#app/server/compared-context.server.ts';
import { counted } from '../dataset/format-count.ts';
import { useKeys } from './use-keys.ts';

interface FlagButtonProps {
  readonly contextId: number;
  readonly flags: ShownFlags;
}

/** Marks a context as worth another look. Shows the new state at once, and the old one again should saving fail. */
export function FlagButton({ contextId, flags }: FlagButtonProps) {
  const fetcher = useFetcher();
  const form = useRef<HTMLFormElement>(null);
  const sent = fetcher.formData;
  const isFlagged =
    sent && sent.get('context') === String(contextId) ? sent.get('flagged') === 'on' : flags.own;
  useKeys({ f: () => form.current?.requestSubmit() });
  const others = [
    flags.researchers > 0 && counted(flags.researchers, 'other researcher'),
    flags.annotators > 0 && counted(flags.annotators, 'annotator'),
  ].filter(Boolean);
  return (
    <fetcher.Form method="post" ref={form} className="flex flex-wrap items-center gap-2">
      <input type="hidden" name="context" value={contextId} />
      <input type="hidden" name="flagged" value={isFlagged ? 'off' : 'on'} />
      <button
        type="submit"
        aria-pressed={isFlagged}
        className={buttonClass('secondary', flagLook(isFlagged))}
      >
        <span aria-hidden>⚑</span> {isFlagged ? 'Flagged' : 'Flag'}
      </button>
      {others.length > 0 ? (
        <span className="text-sm text-ink-soft">Flagged by {others.join(' and ')}</span>
      ) : null}
    </fetcher.Form>
  );
}

function flagLook(isFlagged: boolean): string {
  return isFlagged ? 'border-warning! bg-warning-soft! text-warning!' : '';
}
