import type { ReactNode } from 'react';

interface ScrollingProps {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** What may be wider or higher than its place. A document has many of them, so that none is a landmark of the page. */
export function Scrolling({ label, className = '', children }: ScrollingProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <div role="group" aria-label={label} tabIndex={0} className={`my-3 overflow-auto ${className}`}>
      {children}
    </div>
  );
}
