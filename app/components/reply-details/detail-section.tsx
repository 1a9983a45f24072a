import { type ReactNode, useId } from 'react';

interface DetailSectionProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** One kind of thing that a system knows of its reply, under its name. */
export function DetailSection({ title, children }: DetailSectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="text-sm">
      <h4 id={id} className="mb-1 text-xs font-medium text-ink-faint">
        {title}
      </h4>
      {children}
    </section>
  );
}
