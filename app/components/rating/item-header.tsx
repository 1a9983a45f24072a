import type { RefObject } from 'react';
import type { BlindedView } from '#annotations/blinded-view.ts';
import { Button, buttonClass, LinkButton } from '#app/components/ui/button.tsx';
import { Badge, ProgressBar } from '#app/components/ui/status.tsx';
import { KeyCap } from './key-cap.tsx';
import type { OpenDialog } from './rating-dialogs.tsx';
import type { RatingPageData } from './rating-page-data.ts';
import { itemAddress } from './use-rating-task.ts';

interface ItemHeaderProps {
  readonly page: RatingPageData;
  readonly item: BlindedView;
  readonly heading: RefObject<HTMLHeadingElement>;
  readonly onOpen: (dialog: OpenDialog) => void;
}

export function ItemHeader({ page, item, heading, onOpen }: ItemHeaderProps) {
  const { study } = page;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-x-6 gap-y-2 py-4 md:grid-cols-[minmax(0,1fr)_14rem_minmax(0,1fr)]">
      <div className="min-w-0 max-md:col-span-2">
        <p className="truncate text-sm text-ink-faint">{study.title}</p>
        <div className="flex items-center gap-3">
          <h1
            ref={heading}
            tabIndex={-1}
            className="font-serif text-2xl font-semibold tracking-tight outline-none"
          >
            Item {item.number}
          </h1>
          {item.status === 'submitted' ? <Badge tone="good">submitted</Badge> : null}
          {item.status === 'skipped' ? <Badge>skipped</Badge> : null}
        </div>
      </div>
      <Progress submitted={study.submitted} items={study.items} />
      <nav aria-label="Items and help" className="-my-2 flex items-center justify-end gap-1 sm:-mx-2">
        <Neighbours page={page} />
        <Button look="quiet" className="px-3 noscript:hidden" onClick={() => onOpen('guidelines')}>
          Guidelines <KeyCap hint="keyboards-only">g</KeyCap>
        </Button>
        <Button
          look="quiet"
          className="px-3 pointer-coarse:hidden max-sm:hidden noscript:hidden"
          onClick={() => onOpen('keys')}
        >
          Keys <KeyCap hint="keyboards-only">?</KeyCap>
        </Button>
      </nav>
    </div>
  );
}

function Progress({ submitted, items }: { readonly submitted: number; readonly items: number }) {
  return (
    <div className="w-full max-w-56 min-w-0 pb-1">
      <p className="mb-1 text-sm text-ink-soft tabular-nums">
        <span className="font-semibold text-ink">{submitted}</span> of {items} rated
      </p>
      <ProgressBar label="Items rated" value={submitted} maximum={items} />
    </div>
  );
}

function Neighbours({ page }: { readonly page: RatingPageData }) {
  const previous = page.previous === null ? null : itemAddress(page, page.previous);
  const next = page.next === null ? null : itemAddress(page, page.next);
  return (
    <>
      <Step to={previous} label="Item before" sign="←" />
      <Step to={next} label={page.next === 'current' ? 'Back to the item at hand' : 'Item after'} sign="→" />
    </>
  );
}

/** Its place stays taken where there is nowhere to go, so that nothing moves from item to item. */
function Step({
  to,
  label,
  sign,
}: {
  readonly to: string | null;
  readonly label: string;
  readonly sign: string;
}) {
  if (to === null)
    return (
      <span aria-hidden className={buttonClass('quiet', 'invisible px-3 max-sm:hidden')}>
        {sign}
      </span>
    );
  return (
    <LinkButton look="quiet" className="px-3" to={to} aria-label={label} title={label}>
      <span aria-hidden className="text-lg">
        {sign}
      </span>
    </LinkButton>
  );
}
