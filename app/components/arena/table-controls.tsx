import { Form, useSubmit } from '@remix-run/react';
import { useHydrated } from '../study/use-hydrated.ts';
import { Button } from '../ui/button.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import type { ArenaTablePage } from './table-page.ts';

/** Which votes are looked at; every change is another address. */
export function TableControls({ page: { address, links, totals } }: { readonly page: ArenaTablePage }) {
  const submit = useSubmit();
  const hydrated = useHydrated();
  return (
    <Form
      // Fields show the address, also after going back.
      key={JSON.stringify(address)}
      method="get"
      aria-label="Which votes"
      onChange={(event) => submit(event.currentTarget, { replace: true, preventScrollReset: true })}
      className="grid grid-cols-1 items-end gap-3 min-[420px]:grid-cols-2 lg:grid-cols-6"
    >
      <SelectField label="Who came by" name="link" defaultValue={address.link}>
        <option value="">any way</option>
        <option value="none">no link</option>
        {links.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </SelectField>
      <TextField label="Since" name="since" type="date" defaultValue={address.since} />
      <SelectField label="Turns before the vote" name="turns" defaultValue={address.turns}>
        {[1, 2, 3, 5].map((turns) => (
          <option key={turns} value={turns}>
            {turns === 1 ? 'any number' : `${turns} or more`}
          </option>
        ))}
      </SelectField>
      <SelectField label="A vote for neither is" name="both-bad" defaultValue={address.bothBad}>
        <option value="tie">a tie</option>
        <option value="left-out">left out</option>
      </SelectField>
      <SelectField label="Replies that name a system" name="leaks" defaultValue={address.leaks}>
        <option value="out">left out</option>
        <option value="in">{`in (${totals.leaks})`}</option>
      </SelectField>
      <SelectField label="Checkpoints of a system" name="versions" defaultValue={address.versions}>
        <option value="together">together</option>
        <option value="apart">apart</option>
      </SelectField>
      {hydrated ? null : <Button type="submit">Show</Button>}
    </Form>
  );
}
