import { useEffect, useState } from 'react';
import { Button } from '#app/components/ui/button.tsx';
import { copyText } from '../copy-text.ts';

/** Copies what `make` gives; it is made only when it is wanted. */
export function CopyJson({ make }: { readonly make: () => string }) {
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(null), 4000);
    return () => clearTimeout(timer);
  }, [outcome]);
  return (
    <>
      <Button
        look="secondary"
        onClick={async () => setOutcome((await copyText(make())) ? 'copied' : 'failed')}
      >
        {outcome === 'copied' ? 'Copied' : 'Copy as JSON'}
      </Button>
      <span role="status" className={outcome === 'failed' ? 'self-center text-sm text-danger' : 'sr-only'}>
        {outcome === 'copied' ? 'The answers are on the clipboard.' : ''}
        {outcome === 'failed' ? 'The browser did not allow it.' : ''}
      </span>
    </>
  );
}
