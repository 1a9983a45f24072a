import { LinkButton } from '#app/components/ui/button.tsx';
import { Badge, ProgressBar } from '#app/components/ui/status.tsx';
import { Card } from '#app/components/ui/surface.tsx';

interface StudyCardProps {
  readonly study: {
    readonly id: string;
    readonly title: string;
    readonly status: 'draft' | 'open' | 'closed';
    readonly items: number;
    readonly submitted: number;
    readonly begun: boolean;
  };
}

const states = {
  draft: { label: 'not open yet', tone: 'neutral' },
  open: { label: 'open', tone: 'accent' },
  closed: { label: 'closed', tone: 'neutral' },
} as const;

/** A study one takes part in, as it stands in the list. */
export function StudyCard({ study }: StudyCardProps) {
  const { id, title, status, items, submitted, begun } = study;
  const state = states[status];
  return (
    <Card className="flex flex-wrap items-center gap-x-6 gap-y-4">
      <div className="min-w-0 flex-1 basis-64">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="font-serif text-lg font-semibold">{title}</h2>
          <Badge tone={state.tone}>{state.label}</Badge>
        </div>
        <p className="mt-1 mb-2 text-sm text-ink-soft tabular-nums">
          {submitted} of {items} {items === 1 ? 'item' : 'items'} rated
        </p>
        <ProgressBar label={`Items rated of ${title}`} value={submitted} maximum={items} />
      </div>
      <LinkButton look={status === 'open' ? 'primary' : 'secondary'} to={`/rate/${id}`}>
        {status === 'open' ? (begun ? 'Go on' : 'Begin') : 'Look'}
      </LinkButton>
    </Card>
  );
}
