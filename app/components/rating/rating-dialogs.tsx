import { Dialog } from '#app/components/ui/dialog.tsx';
import { keyHelp } from '#app/rating/rating-keys.ts';
import { Guidelines } from './guidelines.tsx';
import { KeyCap } from './key-cap.tsx';
import type { RatingPageData } from './rating-page-data.ts';
import { SkipDialog } from './skip-dialog.tsx';

export type OpenDialog = 'guidelines' | 'keys' | 'skip' | null;

interface RatingDialogsProps {
  readonly page: Pick<RatingPageData, 'study' | 'account'>;
  readonly assignment: string;
  readonly open: OpenDialog;
  readonly onOpen: (dialog: OpenDialog) => void;
  readonly onSkipped: () => void;
}

export function RatingDialogs({ page, assignment, open, onOpen, onSkipped }: RatingDialogsProps) {
  const control = (dialog: OpenDialog) => ({
    open: open === dialog,
    onOpenChange: (opened: boolean) => onOpen(opened ? dialog : null),
  });
  return (
    <>
      <Dialog title="Guidelines" {...control('guidelines')}>
        <Guidelines study={page.study} />
      </Dialog>
      <Dialog title="Keys" {...control('keys')}>
        <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-5 gap-y-2 text-sm">
          {keyHelp.map(({ keys, does }) => (
            <div key={does} className="contents">
              <dt className="flex gap-1">
                {keys.map((key) => (
                  <KeyCap key={key}>{key}</KeyCap>
                ))}
              </dt>
              <dd className="text-ink-soft">{does}</dd>
            </div>
          ))}
        </dl>
        <p className="text-sm text-ink-faint">
          No key does anything while you write or while a window is open.
        </p>
      </Dialog>
      <SkipDialog account={page.account} assignment={assignment} onSkipped={onSkipped} {...control('skip')} />
    </>
  );
}
