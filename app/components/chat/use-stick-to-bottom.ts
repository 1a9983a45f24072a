import { useEffect, useLayoutEffect, useRef } from 'react';

/** Pixels from the end within which somebody counts as being there. */
const nearly = 96;

/**
 * Keeps the end of the page in sight while it grows, for somebody who is there; who reads further up is left alone.
 * Gives what goes to the end whatever is in sight.
 * @param options.beginsAtEnd false where what stands at the top is to be read first
 */
export function useStickToBottom(
  content: unknown,
  { beginsAtEnd }: { readonly beginsAtEnd: boolean } = { beginsAtEnd: true },
): () => void {
  const isThere = useRef(beginsAtEnd);
  useEffect(() => {
    // After the page's own scrolling, which would go to its top.
    if (isThere.current) toBottom();
    const look = () => {
      const { scrollHeight } = document.documentElement;
      isThere.current = scrollHeight - window.scrollY - window.innerHeight < nearly;
    };
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the content is another
  useLayoutEffect(() => {
    if (isThere.current) toBottom();
  }, [content]);
  return () => {
    isThere.current = true;
    toBottom();
  };
}

function toBottom(): void {
  window.scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
}
