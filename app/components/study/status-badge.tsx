import { Badge } from '#app/components/ui/status.tsx';

type Tone = 'neutral' | 'good' | 'accent' | 'warning';

const states: Readonly<Record<string, { readonly tone: Tone; readonly label: string }>> = {
  draft: { tone: 'warning', label: 'Draft' },
  open: { tone: 'good', label: 'Open' },
  closed: { tone: 'neutral', label: 'Closed' },
};

export function StatusBadge({
  kind,
  status,
}: {
  readonly kind: 'live' | 'imported';
  readonly status: string;
}) {
  if (kind === 'imported') return <Badge tone="accent">Imported</Badge>;
  const state = states[status];
  return <Badge tone={state?.tone ?? 'neutral'}>{state?.label ?? status}</Badge>;
}
