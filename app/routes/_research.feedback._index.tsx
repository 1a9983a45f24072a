import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { FeedbackFilters } from '#app/components/learning/feedback-filters.tsx';
import { FeedbackQueue } from '#app/components/learning/feedback-queue.tsx';
import { PageHeader } from '#app/components/ui/surface.tsx';
import { decideByForm, readFeedbackPage } from '#app/server/learning/feedback-page.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  return readFeedbackPage(context.db, new URL(request.url));
}

export async function action({ request, context }: ActionFunctionArgs) {
  const user = await requireResearcher({ request, context });
  const form = await request.formData();
  return decideByForm(context.db, form, { userId: user.id, now: new Date().toISOString() });
}

export const meta: MetaFunction = () => [{ title: 'Feedback · Workbench' }];

export default function Feedback() {
  const page = useLoaderData<typeof loader>();
  const decided = useActionData<typeof action>();
  return (
    <div className="max-w-4xl">
      <PageHeader
        title="Feedback"
        lead="Replies that people reported, and what they wrote in place of others. Systems learn only from what you accept."
      />
      <FeedbackFilters page={page} />
      <FeedbackQueue page={page} decided={decided ?? null} />
    </div>
  );
}
