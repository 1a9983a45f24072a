import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { OnceLink } from '#app/components/study/once-link.tsx';
import { Section } from '#app/components/study/section.tsx';
import { NewTokenForm } from '#app/components/tokens/new-token-form.tsx';
import { TokenList } from '#app/components/tokens/token-list.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import { PageHeader } from '#app/components/ui/surface.tsx';
import { changeTokens } from '#app/server/api-tokens.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { listApiTokens } from '#db/queries/api-tokens.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const now = new Date().toISOString();
  return { tokens: listApiTokens(context.db, now), now, address: `${new URL(request.url).origin}/v1` };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const user = await requireResearcher({ request, context });
  const outcome = changeTokens(context, { form: await request.formData(), userId: user.id });
  return data(outcome, Object.keys(outcome.errors).length > 0 ? 422 : 200);
}

export const meta: MetaFunction = () => [{ title: 'API tokens · Workbench' }];

export default function TokensPage() {
  const { tokens, now, address } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  return (
    <>
      <PageHeader
        title="API tokens"
        lead={
          <>
            Programs that speak the OpenAI API can ask the systems here, at{' '}
            <code className="[overflow-wrap:anywhere]">{address}</code>, with a token as their key.
          </>
        }
      />
      <div className="flex max-w-6xl flex-col gap-6">
        {outcome?.errors.form ? <Notice tone="danger">{outcome.errors.form}</Notice> : null}
        {outcome?.made ? (
          <OnceLink
            key={outcome.made.secret}
            title={`Token for ${outcome.made.name}`}
            address={outcome.made.secret}
            copies="token"
          >
            Copy it now: it is shown only this once. Whoever has it can ask the systems.
          </OnceLink>
        ) : null}
        <Section
          title="Make a token"
          lead="One for each person or program, so that each can be ended by itself."
        >
          <NewTokenForm outcome={outcome} />
        </Section>
        <Section title="Tokens">
          {tokens.length > 0 ? (
            <TokenList tokens={tokens} now={now} />
          ) : (
            <p className="text-sm text-ink-soft">None so far, so nobody can ask from outside.</p>
          )}
        </Section>
      </div>
    </>
  );
}
