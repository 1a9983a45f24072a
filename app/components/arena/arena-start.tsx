import { Form, useNavigation } from '@remix-run/react';
import { Button, LinkButton } from '../ui/button.tsx';
import { Notice } from '../ui/status.tsx';
import { Card, EmptyState, PageHeader } from '../ui/surface.tsx';

export interface ArenaStartPage {
  readonly isResearcher: boolean;
  /** What the arena is called for those who came by a link, and what they read first. */
  readonly link: { readonly id: string; readonly title: string; readonly welcome: string } | null;
  /** Systems to choose from; empty for those who came by a link. */
  readonly systems: readonly { readonly name: string; readonly description: string }[];
  /** Why no battle can begin; null where one can. */
  readonly problem: string | null;
  /** A battle that was left open. */
  readonly open: string | null;
  readonly votes: number | null;
}

/** Before the first battle. */
export function ArenaStart({ page, error }: { readonly page: ArenaStartPage; readonly error?: string }) {
  const { link, isResearcher, systems, problem, open, votes } = page;
  return (
    <>
      <PageHeader
        title={link?.title ?? 'Arena'}
        lead="You write, and two systems answer side by side without their names. Say which answered better, then see who they were."
        actions={
          isResearcher ? (
            <>
              <LinkButton to="/arena/links">Links for others</LinkButton>
              <LinkButton to="/arena/table">
                Table{votes ? ` of ${votes.toLocaleString('en-GB')} ${votes === 1 ? 'vote' : 'votes'}` : ''}
              </LinkButton>
            </>
          ) : null
        }
      />
      {error ? (
        <div className="mb-6">
          <Notice tone="danger" title={error} />
        </div>
      ) : null}
      {problem !== null ? (
        <EmptyState
          title={problem}
          action={isResearcher && !link ? <LinkButton to="/systems">To the systems</LinkButton> : null}
        />
      ) : (
        <div className="flex max-w-3xl flex-col gap-6">
          {link?.welcome ? <p className="max-w-prose whitespace-pre-line">{link.welcome}</p> : null}
          {open === null ? null : (
            <Card className="flex flex-wrap items-center justify-between gap-3">
              <p>You have a conversation without a vote.</p>
              <LinkButton to={`/arena/${open}`}>Go on with it</LinkButton>
            </Card>
          )}
          <Begin link={link} systems={systems} />
        </div>
      )}
    </>
  );
}

function Begin({ link, systems }: Pick<ArenaStartPage, 'link' | 'systems'>) {
  const isGoing = useNavigation().state !== 'idle';
  return (
    <Form method="post" className="flex flex-col items-start gap-5">
      {link ? <input type="hidden" name="link" value={link.id} /> : null}
      {systems.length > 0 ? (
        <fieldset className="w-full">
          <legend className="mb-2 font-medium">Who may meet</legend>
          <div className="grid gap-2 sm:grid-cols-2">
            {systems.map(({ name, description }) => (
              <label
                key={name}
                className="flex min-h-11 cursor-pointer items-start gap-3 rounded-lg border border-line bg-surface px-4 py-3 hover:border-line-strong"
              >
                <input
                  type="checkbox"
                  name="among"
                  value={name}
                  defaultChecked
                  className="mt-1 size-4 accent-accent"
                />
                <span className="min-w-0">
                  <span className="block font-medium [overflow-wrap:anywhere]">{name}</span>
                  {description ? (
                    <span className="line-clamp-2 text-sm text-ink-soft">{description}</span>
                  ) : null}
                </span>
              </label>
            ))}
          </div>
          <p className="mt-2 text-sm text-ink-faint">
            Each time two are drawn; pairs of which a vote tells more come more often.
          </p>
        </fieldset>
      ) : null}
      <Button type="submit" aria-disabled={isGoing}>
        Begin
      </Button>
    </Form>
  );
}
