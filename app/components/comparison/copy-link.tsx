import { useEffect, useState } from 'react';
import { Button } from '#app/components/ui/button.tsx';
import { useCopy } from '../use-copy.ts';

/** Copies the whole address of `path`. Shown only where a script runs: without one the address bar has it. */
export function CopyLink({ path }: { readonly path: string }) {
  const [isReady, setReady] = useState(false);
  const [outcome, copy] = useCopy();
  useEffect(() => setReady(true), []);
  if (!isReady) return null;
  return (
    <>
      <Button look="secondary" onClick={() => copy(`${window.location.origin}${path}`)}>
        {outcome === 'copied' ? 'Copied' : 'Copy link'}
      </Button>
      <span role="status" className={outcome === 'failed' ? 'self-center text-sm text-danger' : 'sr-only'}>
        {outcome === 'copied' ? 'The link is on the clipboard.' : ''}
        {outcome === 'failed' ? 'The browser did not allow it. Copy the address bar instead.' : ''}
      </span>
    </>
  );
}
