import { useRef, useState } from 'react';
import { Button } from '#app/components/ui/button.tsx';

/** A secret link or token, shown this once in full, with the means to take it along. */
export function OnceLink({
  title,
  address,
  copies = 'link',
  children,
}: {
  readonly title: string;
  readonly address: string;
  readonly copies?: 'link' | 'token';
  readonly children: string;
}) {
  const shown = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState(false);
  return (
    <section
      role="status"
      aria-label={title}
      className="flex flex-col gap-3 rounded-xl border border-good/40 bg-good-soft p-4"
    >
      <div>
        <p className="font-semibold text-good">{title}</p>
        <p className="text-sm text-ink-soft">{children}</p>
      </div>
      <code
        ref={shown}
        className="rounded-lg border border-line-strong/60 bg-surface px-3 py-2 text-sm break-all select-all"
      >
        {address}
      </code>
      <Button className="self-start" onClick={async () => setCopied(await copy(shown.current, address))}>
        {copied ? 'Copied' : `Copy the ${copies}`}
      </Button>
    </section>
  );
}

/** Pages served without TLS to another machine have no clipboard of their own; the old command still works there. */
async function copy(shown: HTMLElement | null, text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (shown) getSelection()?.selectAllChildren(shown);
    return document.execCommand('copy');
  }
}
