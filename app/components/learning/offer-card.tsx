import { Form } from '@remix-run/react';
import { counted } from '#app/components/dataset/format-count.ts';
import { Section } from '#app/components/study/section.tsx';
import { Button, LinkButton } from '#app/components/ui/button.tsx';
import { SelectField } from '#app/components/ui/field.tsx';
import type { LearningOffer, LearningPage } from '#app/server/learning/learning-page.server.ts';
import { feedbackAddress } from './feedback-filters.tsx';
import { aboutSoLong } from './training-words.ts';

const texts = {
  active: {
    title: 'Learn from edits',
    lead: 'The system learns what people wrote in place of its replies, and goes on learning dialogues beside, so that it forgets nothing (active learning).',
    feedback: 'edit',
    button: (count: string) => `Learn from ${count}`,
  },
  negative: {
    title: 'Unlearn reported replies',
    lead: 'The replies that people reported become unlikely, while the system goes on learning dialogues and what people wrote instead (negative training).',
    feedback: 'report',
    button: (count: string) => `Unlearn ${count}`,
  },
} as const;

interface OfferProps extends Pick<LearningPage, 'system' | 'datasets'> {
  readonly offer: LearningOffer;
  /** Whether one may be started now. */
  readonly isFree: boolean;
}

/** What a training would do, from what, for about how long, and the button for it. */
export function OfferCard({
  offer: { kind, accepted, open, seconds },
  system,
  datasets,
  isFree,
}: OfferProps) {
  const { title, lead, feedback, button } = texts[kind];
  const review = (
    <LinkButton to={feedbackAddress({ kind: feedback, system })}>Review {counted(open, feedback)}</LinkButton>
  );
  if (accepted === 0)
    return (
      <Section title={title} lead={lead}>
        <p className="mb-4 text-sm text-ink-soft">
          No {feedback} of this system is accepted yet
          {open > 0 ? `, and ${counted(open, feedback)} ${open === 1 ? 'waits' : 'wait'} for review.` : '.'}
        </p>
        {open > 0 ? review : null}
      </Section>
    );
  return (
    <Section title={title} lead={lead}>
      <Form method="post" className="flex flex-col gap-4">
        <input type="hidden" name="kind" value={kind} />
        <div className="max-w-md">
          <SelectField
            label="Dialogues that it learns beside"
            name="dataset"
            hint="Best those it was trained on. Some of them are held out: the new checkpoint may find these at most 2 % more surprising than the old one does."
          >
            {datasets.map(({ name, dialogues }) => (
              <option key={name} value={name}>
                {name} ({counted(dialogues, 'dialogue')})
              </option>
            ))}
          </SelectField>
        </div>
        <p className="max-w-prose text-sm text-ink-soft">
          {seconds === null
            ? ''
            : `It takes ${aboutSoLong(seconds)} on these processors, in the background. `}
          It makes a new checkpoint beside the one in service; nothing changes before you have compared the
          two.
        </p>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" name="intent" value="start" disabled={!isFree || datasets.length === 0}>
            {button(
              `${counted(accepted, kind === 'active' ? 'accepted edit' : 'reported reply', kind === 'active' ? 'accepted edits' : 'reported replies')}`,
            )}
          </Button>
          {open > 0 ? review : null}
        </div>
      </Form>
    </Section>
  );
}
