import { type ReactNode, useRef } from 'react';
import { useHydrated } from '#app/components/study/use-hydrated.ts';
import { Button } from '#app/components/ui/button.tsx';
import { figureSvg } from './read-figure.ts';

interface FigureProps {
  readonly caption: ReactNode;
  /** Of the downloaded picture, without its ending. */
  readonly fileName: string;
  readonly panels: number;
  readonly children: ReactNode;
}

const grids: Readonly<Record<number, string>> = {
  1: 'max-w-4xl',
  2: 'lg:grid-cols-2',
  3: 'lg:grid-cols-2 xl:grid-cols-3',
  4: 'lg:grid-cols-2 min-[1700px]:grid-cols-3',
};

/** Plots of one kind side by side, under a caption, with the means to take them into a paper. */
export function Figure({ caption, fileName, panels, children }: FigureProps) {
  const content = useRef<HTMLDivElement>(null);
  const hydrated = useHydrated();
  return (
    <figure className="break-inside-avoid-page">
      <div
        ref={content}
        className={`grid grid-cols-1 gap-x-8 gap-y-8 print:grid-cols-2 ${grids[Math.min(4, panels)] ?? ''}`}
      >
        {children}
      </div>
      <figcaption className="mt-4 flex flex-wrap items-start justify-between gap-x-6 gap-y-2 text-sm text-ink-soft">
        <span className="max-w-prose">{caption}</span>
        {hydrated ? (
          <Button
            look="quiet"
            className="no-print -mx-4 -my-2"
            onClick={() => {
              if (content.current) save(figureSvg(content.current), fileName);
            }}
          >
            Download as SVG
          </Button>
        ) : null}
      </figcaption>
    </figure>
  );
}

/** One plot of a figure. */
export function Panel({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div data-panel={title} className="min-w-0 break-inside-avoid">
      <h3 className="mb-1 text-sm font-semibold">{title}</h3>
      {children}
    </div>
  );
}

function save(svg: string, name: string): void {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: `${name}.svg` });
  link.click();
  // The download has begun by then; the address is not needed any more.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
