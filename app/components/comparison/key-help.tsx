import { Dialog } from '#app/components/ui/dialog.tsx';

const keys: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['j', '→'], does: 'next context' },
  { keys: ['k', '←'], does: 'previous context' },
  { keys: ['f'], does: 'flag this context, or take the flag away' },
  { keys: ['l'], does: 'back to the list' },
  { keys: ['?'], does: 'this help' },
];

interface KeyHelpProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function KeyHelp({ open, onOpenChange }: KeyHelpProps) {
  return (
    <Dialog title="Keys" open={open} onOpenChange={onOpenChange}>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-5 gap-y-2.5 text-sm">
        {keys.map(({ keys, does }) => (
          <div key={does} className="contents">
            <dt className="flex gap-1.5">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="min-w-7 rounded-md border border-line-strong/60 bg-sunken px-2 py-0.5 text-center font-sans"
                >
                  {key}
                </kbd>
              ))}
            </dt>
            <dd className="text-ink-soft">{does}</dd>
          </div>
        ))}
      </dl>
      <p className="text-sm text-ink-faint">No key does anything while you type.</p>
    </Dialog>
  );
}
