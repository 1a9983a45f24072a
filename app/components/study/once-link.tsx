import { useRef, useState } from 'react';
import { Button } from '#app/components/ui/button.tsx';
import { controlClass } from '#app/components/ui/field.tsx';

/** A secret link, shown this once, with the means to take it along. */
export function OnceLink({
  title,
  address,
  children,
}: {
  readonly title: string;
  readonly address: string;
  readonly children: string;
}) {
  const field = useRef<HTMLInputElement>(null);
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
      <div className="flex flex-wrap gap-2">
        <input
          ref={field}
          readOnly
          aria-label="The link"
          value={address}
          onFocus={(event) => event.target.select()}
          className={`${controlClass} min-w-0 flex-1 basis-56 font-mono`}
        />
        <Button look="primary" onClick={async () => setCopied(await copy(field.current, address))}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
    </section>
  );
}

/** Pages served without TLS to another machine have no clipboard of their own; the old command still works there. */
async function copy(field: HTMLInputElement | null, text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field?.select();
    return document.execCommand('copy');
  }
}
