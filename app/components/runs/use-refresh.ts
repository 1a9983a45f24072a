import { useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';

const pause = 1500;

/**
 * Loads the page's data anew while `isGoingOn`, a second and a half after it was last loaded, unless nobody looks. A list
 * asks so, because a browser keeps only six connections to a server, and each job's event stream is one.
 */
export function useRefresh(isGoingOn: boolean): void {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (!isGoingOn || state !== 'idle') return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') revalidate();
    }, pause);
    return () => clearInterval(timer);
  }, [isGoingOn, state, revalidate]);
}
