import { ConfirmAction } from '#app/components/study/confirm-action.tsx';
import { ScrollRegion } from '#app/components/study/scroll-region.tsx';
import { When } from '#app/components/study/when.tsx';
import { Badge } from '#app/components/ui/status.tsx';
import type { Person } from '#db/queries/people.ts';

const head = 'px-3 py-2 text-left text-xs font-medium text-ink-soft first:pl-0';
const cell = 'px-3 py-2 first:pl-0';

/** Those who can sign in, each with what lets them in. */
export function PeopleTable({
  label,
  people,
  self,
}: {
  readonly label: string;
  readonly people: readonly Person[];
  /** The reader's own id. */
  readonly self: string;
}) {
  return (
    <ScrollRegion label={`Table of ${label.toLowerCase()}`}>
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr className="border-b border-line-strong/40">
            {['Name', 'Sign-in name', 'Signs in by', 'Since'].map((name) => (
              <th key={name} scope="col" className={head}>
                {name}
              </th>
            ))}
            <th scope="col" className={head}>
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {people.map((person) => (
            <tr key={person.id}>
              <th scope="row" className={`${cell} text-left font-medium`}>
                {person.displayName}
                {person.id === self ? <span className="font-normal text-ink-faint"> (you)</span> : null}
              </th>
              <td className={`${cell} text-ink-soft`}>{person.loginName ?? '–'}</td>
              <td className={cell}>
                <SignsInBy person={person} />
              </td>
              <td className={`${cell} text-ink-soft`}>
                <When at={person.createdAt} />
              </td>
              <td className="py-1 text-right">{person.id === self ? null : <Renew person={person} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function SignsInBy({ person }: { readonly person: Person }) {
  if (person.hasPassword) return <Badge tone="good">Password</Badge>;
  if (person.linkExpiresAt)
    return (
      <span className="flex flex-wrap items-center gap-x-2">
        <Badge tone="warning">Link</Badge>
        <span className="text-ink-soft">
          until <When at={person.linkExpiresAt} />
        </span>
      </span>
    );
  return <Badge>Nothing yet</Badge>;
}

function Renew({ person }: { readonly person: Person }) {
  return (
    <ConfirmAction
      fields={{ intent: 'renew', user: person.id }}
      label="New link"
      description={`New sign-in link for ${person.displayName}`}
      look="quiet"
      title={`A new sign-in link for ${person.displayName}?`}
    >
      {person.hasPassword
        ? 'Their password stops working at once, and they are signed out everywhere. With the link they sign in and set a new one.'
        : 'Any earlier link of theirs stops working, and they are signed out everywhere.'}
    </ConfirmAction>
  );
}
