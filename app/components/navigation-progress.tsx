import { useNavigation } from '@remix-run/react';

/** A thin bar at the top while a page is on its way, shown only where it takes noticeably long. */
export function NavigationProgress() {
  const busy = useNavigation().state !== 'idle';
  return (
    <div
      aria-hidden
      className={`no-print pointer-events-none fixed inset-x-0 top-0 z-50 h-0.5 origin-left bg-accent transition-all ${
        busy ? 'scale-x-75 opacity-100 delay-150 duration-1000' : 'scale-x-100 opacity-0 duration-200'
      }`}
    />
  );
}
