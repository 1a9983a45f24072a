import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { ImportForm } from '#app/components/import/import-form.tsx';
import { type ImportKind, importKinds, importWords } from '#app/components/import/import-kinds.ts';
import { RecentImports } from '#app/components/import/recent-imports.tsx';
import { PageHeader } from '#app/components/ui/surface.tsx';
import { enqueueImport, parseImportRequest } from '#app/server/import-request.server.ts';
import { receiveImportForm } from '#app/server/receive-import-form.server.ts';
import { uploadLimit } from '#app/server/receive-upload.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { listDatasetNames } from '#db/queries/dataset-lookup.ts';
import { listImportedStudyNames, listRecentImports } from '#db/queries/recent-imports.ts';
import { removeUpload } from '#jobs/uploads.ts';
import { isWorkbenchError } from '#lib/errors.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const query = new URL(request.url).searchParams;
  const kind = importKinds.find((name) => name === query.get('kind')) ?? 'dataset';
  const { db } = context;
  return {
    kind,
    target: (query.get('target') ?? '').slice(0, 120),
    known: kind === 'ratings' ? listImportedStudyNames(db) : listDatasetNames(db),
    limit: uploadLimit,
    recent: listRecentImports(db, 10),
  };
}

/** For browsers without a script; with one, the file goes to /import/upload. */
export async function action({ request, context }: ActionFunctionArgs) {
  await requireResearcher({ request, context });
  const { dataDir } = context.environment;
  try {
    const { fields, file } = await receiveImportForm(request, dataDir);
    const parsed = parseImportRequest(fields);
    if (parsed.ok) return redirect(`/jobs/${enqueueImport(context.db, parsed.value, file)}`);
    removeUpload(dataDir, file.upload);
    return data({ errors: parsed.errors, values: textValues(fields) }, 400);
  } catch (error) {
    if (!isWorkbenchError(error)) throw error;
    return data({ errors: { file: error.message }, values: {} }, error.status);
  }
}

function textValues(fields: FormData): Record<string, string> {
  return Object.fromEntries(
    [...fields].filter((field): field is [string, string] => typeof field[1] === 'string'),
  );
}

export const meta: MetaFunction = () => [{ title: 'Import · Workbench' }];

export default function Import() {
  const { kind, target, known, limit, recent } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  const words = importWords[kind];
  return (
    <>
      <PageHeader
        title="Import"
        lead="A file comes in as a whole or not at all. The same file twice adds nothing."
      />
      <KindTabs current={kind} target={target} />
      <div className="mt-6 grid gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,36rem)_minmax(0,1fr)]">
        <div className="min-w-0">
          <p className="mb-5 max-w-prose text-ink-soft">{words.lead}</p>
          <ImportForm
            key={kind}
            kind={kind}
            known={known}
            limit={limit}
            values={answered?.values ?? { target }}
            errors={answered?.errors ?? {}}
          />
        </div>
        <aside aria-label="What a file looks like" className="min-w-0">
          {words.examples.map(({ title, text }) => (
            <figure key={title} className="mb-5">
              <figcaption className="mb-1.5 text-sm font-medium text-ink-soft">{title}</figcaption>
              <pre className="rounded-lg border border-line bg-sunken p-3 text-xs leading-relaxed whitespace-pre-wrap [overflow-wrap:anywhere]">
                {text}
              </pre>
            </figure>
          ))}
        </aside>
      </div>
      <div className="mt-8 max-w-4xl">
        <RecentImports imports={recent} />
      </div>
    </>
  );
}

interface KindTabsProps {
  readonly current: ImportKind;
  readonly target: string;
}

function KindTabs({ current, target }: KindTabsProps) {
  return (
    <nav aria-label="What to import" className="flex gap-1 overflow-x-auto border-b border-line">
      {importKinds.map((kind) => (
        <Link
          key={kind}
          to={`?${new URLSearchParams({ kind, ...(target && kind !== 'ratings' && { target }) })}`}
          aria-current={kind === current ? 'page' : undefined}
          preventScrollReset
          className={`-mb-px flex min-h-11 items-center border-b-2 px-4 text-sm font-medium ${
            kind === current ? 'border-accent text-ink' : 'border-transparent text-ink-soft hover:text-ink'
          }`}
        >
          {importWords[kind].title}
        </Link>
      ))}
    </nav>
  );
}
