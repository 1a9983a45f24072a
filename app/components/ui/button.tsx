import { Link, type LinkProps } from '@remix-run/react';
import { type ButtonHTMLAttributes, forwardRef, type ReactNode } from 'react';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';

const base =
  'inline-flex min-h-10 items-center justify-center gap-2 rounded-lg px-4 text-sm font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50';

const looks: Readonly<Record<Look, string>> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  secondary: 'border border-line-strong/50 bg-surface text-ink hover:border-line-strong hover:bg-sunken',
  quiet: 'text-ink-soft hover:bg-sunken hover:text-ink',
  danger: 'border border-danger/50 bg-surface text-danger hover:bg-danger-soft',
};

export function buttonClass(look: Look = 'primary', extra = ''): string {
  return `${base} ${looks[look]} ${extra}`;
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: Look;
  readonly children: ReactNode;
}

/** Takes a ref, so that a dialogue can put the focus on it. */
export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { look = 'primary', className = '', type = 'button', ...rest },
  ref,
) {
  return <button ref={ref} type={type} className={buttonClass(look, className)} {...rest} />;
});

interface LinkButtonProps extends LinkProps {
  readonly look?: Look;
}

/** A link that looks like a button: it goes somewhere, it does not do something. */
export function LinkButton({ look = 'secondary', className = '', ...rest }: LinkButtonProps) {
  return <Link className={buttonClass(look, className)} {...rest} />;
}
