import { Badge } from '#app/components/ui/status.tsx';
import type { SystemState } from '#app/server/systems.server.ts';

const looks = {
  ready: { tone: 'good', words: 'ready' },
  missing: { tone: 'warning', words: 'checkpoint missing' },
  unusable: { tone: 'danger', words: 'cannot run' },
  imported: { tone: 'neutral', words: 'imported' },
  reference: { tone: 'neutral', words: 'people’s own answers' },
  remote: { tone: 'neutral', words: 'on another machine' },
} as const;

/** Whether a system can answer by itself, in a word or two. */
export function SystemStateBadge({ state }: { readonly state: SystemState }) {
  return <Badge tone={looks[state].tone}>{looks[state].words}</Badge>;
}
