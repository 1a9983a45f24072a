import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Link, useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { useState } from 'react';
import { StudyFileForm } from '#app/components/study/study-file-form.tsx';
import { StudyForm } from '#app/components/study/study-form.tsx';
import { LinkButton } from '#app/components/ui/button.tsx';
import { EmptyState, PageHeader } from '#app/components/ui/surface.tsx';
import { expected } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { largestStudyFile } from '#app/server/study-file.server.ts';
import { newStudyPage, submitNewStudy } from '#app/server/study-new.server.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const search = new URL(request.url).searchParams;
  return expected(() =>
    newStudyPage(context.db, {
      dataset: search.get('dataset'),
      like: search.get('like'),
      talks: search.get('talks'),
    }),
  );
}

export async function action({ request, context }: ActionFunctionArgs) {
  await requireResearcher({ request, context });
  // Text and file may both be sent; the form is read into memory as a whole.
  if (Number(request.headers.get('Content-Length')) > 4 * largestStudyFile)
    throw new Response('A study file has at most 1 MB; is this the right file?', { status: 413 });
  const outcome = await submitNewStudy(context, await request.formData());
  if (outcome.kind === 'created') return redirect(`/studies/${outcome.id}`);
  const refused = Array.isArray(outcome.problems)
    ? outcome.problems.length > 0
    : Object.keys(outcome.problems).length > 0;
  return data(outcome, refused ? 422 : 200);
}

export const meta: MetaFunction = () => [{ title: 'New study · Workbench' }];

export default function NewStudy() {
  const page = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const [search] = useSearchParams();
  const draft = outcome?.kind === 'draft' ? outcome : undefined;
  const fromFile = search.get('from') === 'file' && !draft;
  const [origin, setOrigin] = useState({ key: draft?.opened ?? 'form', draft: draft?.draft ?? page.draft });
  // A file that was just opened begins the form anew; whatever else comes back is what the form holds already.
  if (draft?.opened && draft.opened !== origin.key) setOrigin({ key: draft.opened, draft: draft.draft });
  const coverages = [page.coverage, draft?.coverage].filter((coverage) => coverage != null);
  if (page.datasets.length === 0)
    return (
      <>
        <PageHeader title="New study" />
        <EmptyState
          title="There is nothing to rate yet"
          action={<LinkButton to="/import">Import a dataset</LinkButton>}
        >
          A study shows the answers of systems to the contexts of a dataset. Import both, then come back.
        </EmptyState>
      </>
    );
  return (
    <>
      <PageHeader
        title="New study"
        lead="People rate the systems’ answers without knowing which system wrote them."
        actions={<Ways fromFile={fromFile} search={search} />}
      />
      {/* Kept while the other way is looked at, so that nothing typed is lost. */}
      <div hidden={fromFile}>
        <StudyForm
          key={origin.key}
          initial={origin.draft}
          datasets={page.datasets}
          coverages={coverages}
          talking={page.talking}
          problems={draft?.problems ?? noProblems}
        />
      </div>
      {fromFile ? (
        <StudyFileForm
          text={outcome?.kind === 'file' ? outcome.text : ''}
          problems={outcome?.kind === 'file' ? outcome.problems : []}
        />
      ) : null}
    </>
  );
}

const noProblems = {};

function Ways({ fromFile, search }: { readonly fromFile: boolean; readonly search: URLSearchParams }) {
  const to = (file: boolean) => {
    const next = new URLSearchParams(search);
    next.delete('from');
    if (file) next.set('from', 'file');
    return `?${next}`;
  };
  return (
    <nav aria-label="Ways to make a study" className="flex rounded-lg bg-sunken p-1 text-sm font-medium">
      {[
        { file: false, label: 'Fill in a form' },
        { file: true, label: 'Use a study file' },
      ].map(({ file, label }) => (
        <Link
          key={label}
          to={to(file)}
          replace
          preventScrollReset
          aria-current={file === fromFile ? 'page' : undefined}
          className="flex min-h-9 items-center rounded-md px-3 text-ink-soft hover:text-ink aria-[current]:bg-surface aria-[current]:text-ink aria-[current]:shadow-sm"
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
