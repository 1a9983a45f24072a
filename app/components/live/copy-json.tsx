import { Button } from '#app/components/ui/button.tsx';
import { useCopy } from '../use-copy.ts';

/** Copies what `make` gives; it is made only when it is wanted. */
export function CopyJson({ make }: { readonly make: () => string }) {
  const [outcome, copy] = useCopy();
  return (
    <>
      <Button look="secondary" onClick={() => copy(make())}>
        {outcome === 'copied' ? 'Copied' : 'Copy as JSON'}
      </Button>
      <span role="status" className={outcome === 'failed' ? 'self-center text-sm text-danger' : 'sr-only'}>
        {outcome === 'copied' ? 'The answers are on the clipboard.' : ''}
        {outcome === 'failed' ? 'The browser did not allow it.' : ''}
      </span>
    </>
  );
}
