import { type ReactNode, Suspense } from 'react';
import { useHydrated } from '#app/components/study/use-hydrated.ts';

/**
 * The place of a plot that only the browser can draw. Its height stands from the first byte, so that nothing moves
 * when the plot comes; without a script the place is left out, and the table beside it says the same.
 */
export function ChartFrame({
  height,
  label,
  children,
}: {
  readonly height: number;
  /** What the picture shows, for those who do not see it. */
  readonly label: string;
  readonly children: ReactNode;
}) {
  const hydrated = useHydrated();
  return (
    <div role="img" aria-label={label} style={{ height }} className={`w-full noscript:hidden ${onPaper}`}>
      {hydrated ? <Suspense fallback={<Waiting />}>{children}</Suspense> : <Waiting />}
    </div>
  );
}

// Nobody tells a plot that the page is laid out anew for printing: it keeps its size and is scaled to its place.
const onPaper =
  'print:h-auto! print:[&_.recharts-wrapper]:h-auto! print:[&_.recharts-wrapper]:w-full! print:[&_svg]:h-auto print:[&_svg]:max-w-full';

function Waiting() {
  return <div aria-hidden className="h-full w-full animate-pulse rounded-lg bg-sunken" />;
}
