import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { AccountLink, NewAccountForm } from '#app/components/people/new-account-form.tsx';
import { PeopleTable } from '#app/components/people/people-table.tsx';
import { counted } from '#app/components/study/plural.ts';
import { Section } from '#app/components/study/section.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import { PageHeader } from '#app/components/ui/surface.tsx';
import { changePeople } from '#app/server/people.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { listPeople } from '#db/queries/people.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const user = await requireResearcher({ request, context });
  return { self: user.id, people: listPeople(context.db, new Date().toISOString()) };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const user = await requireResearcher({ request, context });
  const form = await request.formData();
  const { origin } = new URL(request.url);
  const outcome = changePeople(context, { form, userId: user.id, origin });
  return data(outcome, Object.keys(outcome.errors).length > 0 ? 422 : 200);
}

export const meta: MetaFunction = () => [{ title: 'People · Workbench' }];

export default function PeoplePage() {
  const { self, people } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const renewed = outcome?.intent === 'renew' ? outcome : undefined;
  return (
    <>
      <PageHeader title="People" lead="Who can sign in to this workbench." />
      <div className="flex max-w-5xl flex-col gap-6">
        {outcome?.errors.form ? <Notice tone="danger">{outcome.errors.form}</Notice> : null}
        {renewed?.link ? <AccountLink key={renewed.link.address} link={renewed.link} /> : null}
        <Section title="Researchers" lead="See everything: systems, studies, results, and these accounts.">
          <PeopleTable label="Researchers" people={people.researchers} self={self} />
          <h3 className="mt-6 mb-3 text-sm font-semibold">Invite a researcher</h3>
          <NewAccountForm intent="invite-researcher" button="Make a sign-in link" outcome={outcome} />
        </Section>
        <Section
          title="Annotators with an account"
          lead="An account lets them come back from any device. They still join each study by its invitation link."
        >
          {people.annotators.length > 0 ? (
            <PeopleTable label="Annotators" people={people.annotators} self={self} />
          ) : (
            <p className="text-sm text-ink-soft">None so far. A study’s invitation link needs no account.</p>
          )}
          {people.byLinkOnly > 0 ? (
            <p className="mt-3 text-sm text-ink-faint">
              {counted(people.byLinkOnly, 'other annotator')} came by a study’s link and{' '}
              {people.byLinkOnly === 1 ? 'has' : 'have'} no account.
            </p>
          ) : null}
          <h3 className="mt-6 mb-3 text-sm font-semibold">Create an annotator’s account</h3>
          <NewAccountForm
            intent="create-annotator"
            button="Create and make a sign-in link"
            outcome={outcome}
          />
        </Section>
      </div>
    </>
  );
}
