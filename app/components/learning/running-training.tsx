import { JobProgress } from '#app/components/import/job-progress.tsx';
import { useLiveJob } from '#app/components/import/use-live-job.ts';
import { Section } from '#app/components/study/section.tsx';
import type { LiveJob } from '#app/server/job-view.server.ts';

/** How far a training is, and the button that stops it. */
export function RunningTraining({ job: loaded }: { readonly job: LiveJob }) {
  const job = useLiveJob(loaded, false);
  return (
    <Section title="The training is under way" lead="You may leave this page; it goes on.">
      <JobProgress job={job} />
    </Section>
  );
}
