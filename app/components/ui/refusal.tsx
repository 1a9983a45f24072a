import { useEffect, useRef } from 'react';
import { Notice } from './status.tsx';

/**
 * Why a form was refused. It stands at the beginning of a page and comes into sight, with every refusal anew: the
 * button may have been screens below.
 */
export function Refusal({ of: refused }: { readonly of: { readonly error: string } | undefined }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (refused) place.current?.scrollIntoView({ block: 'nearest' });
  }, [refused]);
  if (!refused) return null;
  return (
    <div ref={place} className="scroll-my-6">
      <Notice tone="danger">{refused.error}</Notice>
    </div>
  );
}
