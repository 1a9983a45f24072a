import { Badge } from '#app/components/ui/status.tsx';
import type { JobStatus } from '#db/queries/jobs.ts';

const looks = {
  queued: { tone: 'neutral', words: 'waiting' },
  running: { tone: 'accent', words: 'running' },
  done: { tone: 'good', words: 'done' },
  failed: { tone: 'danger', words: 'failed' },
  cancelled: { tone: 'warning', words: 'cancelled' },
} as const;

export function JobStatusBadge({ status }: { readonly status: JobStatus }) {
  return <Badge tone={looks[status].tone}>{looks[status].words}</Badge>;
}
