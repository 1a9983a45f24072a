import { Form, useNavigation } from '@remix-run/react';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/status.tsx';

/** Another conversation with those whose link somebody came by. */
export function StartByLink({
  links,
}: {
  readonly links: readonly { readonly id: string; readonly title: string }[];
}) {
  const isBusy = useNavigation().state !== 'idle';
  if (links.length === 0) return <Notice title="To start a conversation, open the link you were sent." />;
  return (
    <ul className="flex flex-wrap gap-2">
      {links.map(({ id, title }) => (
        <li key={id}>
          <Form method="post">
            <input type="hidden" name="intent" value="start" />
            <input type="hidden" name="link" value={id} />
            <Button type="submit" disabled={isBusy}>
              New conversation{links.length > 1 ? `: ${title}` : ''}
            </Button>
          </Form>
        </li>
      ))}
    </ul>
  );
}
