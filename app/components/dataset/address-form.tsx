import { Form, useNavigate } from '@remix-run/react';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { controlClass, SelectField } from '#app/components/ui/field.tsx';

interface AddressFormProps {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/**
 * A form whose choices become the page's address. With a script a changed choice applies at once and leaves no empty
 * fields in the address; without one its button does it.
 */
export function AddressForm({ label, className = '', children }: AddressFormProps) {
  const navigate = useNavigate();
  const go = (form: HTMLFormElement) => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form))
      if (typeof value === 'string' && value !== '') query.append(name, value);
    navigate({ search: `?${query}` }, { preventScrollReset: true });
  };
  return (
    <Form
      method="get"
      role="search"
      aria-label={label}
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        go(event.currentTarget);
      }}
      onChange={(event) => {
        const isText = event.target instanceof HTMLInputElement && event.target.type === 'search';
        if (!isText) go(event.currentTarget);
      }}
    >
      {children}
    </Form>
  );
}

/** A value that the address decides and a control changes: it follows the address when that changes. */
export function useAddressValue<T>(value: T): readonly [T, (value: T) => void] {
  const [shown, setShown] = useState(value);
  useEffect(() => setShown(value), [value]);
  return [shown, setShown];
}

interface AddressSelectProps {
  readonly label: string;
  readonly name: string;
  /** Empty for the option that stands for all. */
  readonly value: string;
  readonly children: ReactNode;
}

export function AddressSelect({ label, name, value, children }: AddressSelectProps) {
  const [shown, show] = useAddressValue(value);
  return (
    <SelectField label={label} name={name} value={shown} onChange={(event) => show(event.target.value)}>
      {children}
    </SelectField>
  );
}

interface AddressSearchProps {
  readonly label: string;
  readonly value: string;
}

export function AddressSearch({ label, value }: AddressSearchProps) {
  const id = useId();
  const [shown, show] = useAddressValue(value);
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        type="search"
        name="q"
        dir="auto"
        maxLength={200}
        autoComplete="off"
        value={shown}
        onChange={(event) => show(event.target.value)}
        className={controlClass}
      />
    </div>
  );
}
