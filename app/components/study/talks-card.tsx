import { Link } from '@remix-run/react';
import { LinkButton } from '#app/components/ui/button.tsx';
import { counted } from './plural.ts';
import { Section } from './section.tsx';

export interface TalksCardProps {
  readonly studyId: string;
  /** By system how many have come to their end. */
  readonly talks: readonly { readonly system: string; readonly talks: number }[];
  /** Studies in which others rate them. */
  readonly readBy: readonly { readonly id: string; readonly name: string }[];
}

/** The talks that people had in a study, and how others come to rate them. */
export function TalksCard({ studyId, talks, readBy }: TalksCardProps) {
  const count = talks.reduce((sum, one) => sum + one.talks, 0);
  return (
    <Section
      title="Talks"
      lead="Each is rated by the one who had it, so that agreement needs others who read it, in a study of their own."
    >
      <p className="max-w-prose text-sm text-ink-soft tabular-nums [overflow-wrap:anywhere]">
        {count === 0
          ? 'None has come to its end yet.'
          : `${counted(count, 'talk')} ${count === 1 ? 'has come to its' : 'have come to their'} end: ${talks.map((one) => `${one.talks} with ${one.system}`).join(', ')}.`}
        {readBy.length > 0 ? ' Others rate them in ' : ''}
        {readBy.map(({ id, name }, index) => (
          <span key={id}>
            {index > 0 ? ', ' : ''}
            <Link to={`/studies/${id}`} className="underline underline-offset-4 hover:text-ink">
              {name}
            </Link>
          </span>
        ))}
        {readBy.length > 0 ? '.' : ''}
      </p>
      {count > 0 ? (
        <LinkButton to={`/studies/new?${new URLSearchParams({ talks: studyId })}`} className="mt-3">
          Have others rate these talks
        </LinkButton>
      ) : null}
    </Section>
  );
}
