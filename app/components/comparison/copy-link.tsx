import { useEffect, useState } from 'react';
import { Button } from '#app/components/ui/button.tsx';
import { copyText } from '../copy-text.ts';

/** Copies the whole address of `path`. Shown only where a script runs: without one the address bar has it. */
export function CopyLink({ path }: { readonly path: string }) {
  const [isReady, setReady] = useState(false);
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => setReady(true), []);
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(null), 4000);
    return () => clearTimeout(timer);
  }, [outcome]);
  if (!isReady) return null;
  const copy = async () => {
    const text = `${window.location.origin}${path}`;
    setOutcome((await copyText(text)) ? 'copied' : 'failed');
  };
  return (
    <>
      <Button look="secondary" onClick={copy}>
        {outcome === 'copied' ? 'Copied' : 'Copy link'}
      </Button>
      <span role="status" className={outcome === 'failed' ? 'self-center text-sm text-danger' : 'sr-only'}>
        {outcome === 'copied' ? 'The link is on the clipboard.' : ''}
        {outcome === 'failed' ? 'The browser did not allow it. Copy the address bar instead.' : ''}
      </span>
    </>
  );
}
