import type { ReactNode } from 'react';

interface DetailSectionProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** One kind of thing that a system knows of its reply, under its name. */
export function DetailSection({ title, children }: DetailSectionProps) {
  return (
    <div className="text-sm">
      <h4 className="mb-1 text-xs font-medium text-ink-faint">{title}</h4>
      {children}
    </div>
  );
}
