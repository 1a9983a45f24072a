import { Form, useNavigation, useSubmit } from '@remix-run/react';
import { AlertDialog } from 'radix-ui';
import { type ReactNode, useRef, useState } from 'react';
import { Button } from '#app/components/ui/button.tsx';

interface ConfirmActionProps {
  /** What the form sends. */
  readonly fields: Readonly<Record<string, string>>;
  /** On the button, and again in the dialogue. */
  readonly label: string;
  /** For screen readers, where the label alone does not say what it is about. */
  readonly description?: string;
  readonly look?: 'primary' | 'secondary' | 'danger' | 'quiet';
  readonly title: string;
  /** What will follow. */
  readonly children: ReactNode;
}

/** A button that asks before it acts. Without a script it acts at once. */
export function ConfirmAction(props: ConfirmActionProps) {
  const { fields, label, look = 'secondary', title, children } = props;
  const [open, setOpen] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const submit = useSubmit();
  const busy = useNavigation().state === 'submitting';
  return (
    <Form method="post" ref={form} preventScrollReset>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button
        type="submit"
        look={look}
        disabled={busy}
        aria-label={props.description}
        onClick={(event) => {
          event.preventDefault();
          setOpen(true);
        }}
      >
        {label}
      </Button>
      <AlertDialog.Root open={open} onOpenChange={setOpen}>
        <AlertDialog.Portal>
          <AlertDialog.Overlay className="fixed inset-0 z-40 bg-black/50" />
          <AlertDialog.Content className="fixed top-1/2 left-1/2 z-50 flex max-h-[85dvh] w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 flex-col gap-4 overflow-y-auto rounded-2xl border border-line bg-surface p-6 shadow-2xl">
            <AlertDialog.Title className="font-serif text-xl font-semibold">{title}</AlertDialog.Title>
            <AlertDialog.Description asChild>
              <div className="text-ink-soft">{children}</div>
            </AlertDialog.Description>
            <div className="flex flex-wrap justify-end gap-2">
              <AlertDialog.Cancel asChild>
                <Button look="quiet">Cancel</Button>
              </AlertDialog.Cancel>
              <AlertDialog.Action asChild>
                <Button look={look === 'quiet' ? 'danger' : look} onClick={() => submit(form.current)}>
                  {label}
                </Button>
              </AlertDialog.Action>
            </div>
          </AlertDialog.Content>
        </AlertDialog.Portal>
      </AlertDialog.Root>
    </Form>
  );
}
