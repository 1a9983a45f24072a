import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useActionData } from '@remix-run/react';
import { RemoteForm } from '#app/components/remote/remote-form.tsx';
import { systemAddress } from '#app/components/systems/addresses.ts';
import { Notice } from '#app/components/ui/status.tsx';
import { PageHeader } from '#app/components/ui/surface.tsx';
import { addRemoteSystem } from '#app/server/remote-system.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  return null;
}

export async function action({ request, context }: ActionFunctionArgs) {
  await requireResearcher({ request, context });
  const added = addRemoteSystem(context.db, await request.formData(), new Date().toISOString());
  if (added.ok) return redirect(systemAddress(added.name));
  return data({ errors: added.errors }, 422);
}

export const meta: MetaFunction = () => [{ title: 'Add a remote system · Workbench' }];

export default function NewRemoteSystem() {
  const errors = useActionData<typeof action>()?.errors ?? {};
  return (
    <>
      <PageHeader
        title="Add a remote system"
        lead="A model on another server answers here like any other system: live, in runs and in studies."
      />
      {errors.form ? (
        <div className="mb-6 max-w-4xl">
          <Notice tone="danger">{errors.form}</Notice>
        </div>
      ) : null}
      <RemoteForm errors={errors} />
    </>
  );
}
