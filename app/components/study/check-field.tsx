import { type InputHTMLAttributes, type ReactNode, useId } from 'react';

interface CheckFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly type?: 'checkbox' | 'radio';
}

/** A tick box or radio button whose whole line can be clicked, with what it means under it. */
export function CheckField({ label, hint, type = 'checkbox', ...rest }: CheckFieldProps) {
  const id = useId();
  return (
    <div className="flex gap-3 rounded-lg px-2 py-1.5 hover:bg-sunken has-[:disabled]:opacity-60">
      <input
        id={id}
        type={type}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="mt-1 size-4 shrink-0 accent-[var(--accent)]"
        {...rest}
      />
      <div className="min-w-0 grow">
        <label htmlFor={id} className="block text-sm font-medium">
          {label}
        </label>
        {hint ? (
          <p id={`${id}-hint`} className="text-sm text-ink-faint">
            {hint}
          </p>
        ) : null}
      </div>
    </div>
  );
}
