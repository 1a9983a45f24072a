import type { ReactNode } from 'react';
import { showsDialogues, unitOf } from '#annotations/dialogue-study.ts';
import { displayOf } from '#annotations/display.ts';
import type { Criterion, StudyDefinition } from '#annotations/study-definition.ts';
import { buttonClass, LinkButton } from '#app/components/ui/button.tsx';
import { ImportedScaleForm } from './imported-scale-form.tsx';
import { counted } from './plural.ts';
import { ScalePreview } from './scale-preview.tsx';
import { Section } from './section.tsx';

interface DefinitionCardProps {
  readonly id: string;
  readonly kind: 'live' | 'imported';
  readonly definition: StudyDefinition;
  readonly criteria: readonly Criterion[];
  /** Of the last form sent, by field. */
  readonly errors: Readonly<Record<string, string>>;
}

/** The study as it was made, in words. */
export function DefinitionCard({ id, kind, definition, criteria, errors }: DefinitionCardProps) {
  return (
    <Section
      title="Definition"
      lead={kind === 'live' ? 'Fixed since the study was made.' : 'As far as the imported file tells it.'}
    >
      <dl className="grid gap-x-6 gap-y-3 text-sm sm:grid-cols-[minmax(8rem,auto)_1fr]">
        {facts(kind, definition).map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-faint">{name}</dt>
            <dd className="-mt-2 min-w-0 break-words sm:mt-0">{value}</dd>
          </div>
        ))}
      </dl>
      <ol className="mt-5 flex flex-col gap-4 border-t border-line pt-4">
        {criteria.map((criterion) => (
          <CriterionEntry
            key={criterion.name}
            {...{ kind, criterion }}
            error={errors[`scale ${criterion.name}`]}
          />
        ))}
      </ol>
      <LongText title="Instructions" text={definition.instructions} />
      <LongText title="Consent text" text={definition.consent} />
      {kind === 'live' ? (
        <div className="mt-5 flex flex-wrap gap-2">
          <a href={`/studies/${id}/definition.json`} download className={buttonClass('secondary')}>
            Download as JSON
          </a>
          <LinkButton to={`/studies/new?like=${id}`} look="quiet">
            Make a study like it
          </LinkButton>
        </div>
      ) : null}
    </Section>
  );
}

function CriterionEntry({
  kind,
  criterion,
  error,
}: Pick<DefinitionCardProps, 'kind'> & {
  readonly criterion: Criterion;
  readonly error: string | undefined;
}) {
  return (
    <li>
      <h3 className="text-sm font-medium">{criterion.label}</h3>
      {criterion.question === criterion.label ? null : (
        <p className="font-serif text-ink-soft">{criterion.question}</p>
      )}
      <div className="mt-2">
        <ScalePreview scale={criterion} />
      </div>
      {kind === 'imported' ? <ImportedScaleForm criterion={criterion} error={error} /> : null}
    </li>
  );
}

function facts(
  kind: 'live' | 'imported',
  definition: StudyDefinition,
): readonly (readonly [string, ReactNode])[] {
  const { sample, show } = definition;
  const shared = [
    ['Dataset', definition.dataset],
    ['Systems', definition.systems.join(', ')],
  ] as const;
  if (kind === 'imported') return [...shared, ['Sample', counted(sample.items, 'item')]];
  const besides = [show.emotion ? 'the emotion' : '', show.situation ? 'the situation' : ''].filter(Boolean);
  return [
    ['Title for annotators', definition.publicTitle],
    ...shared,
    ['What is rated', ratedInWords(definition)],
    ['Sample', sampleInWords(sample)],
    ['Ratings per item', ratingsInWords(definition)],
    ...assignmentFacts(definition),
    ['Seed', definition.seed],
    ['Item returns after', counted(definition.leaseMinutes, 'minute')],
    ['Annotators see', ['the turns', ...besides].join(', ').replace(/, ([^,]*)$/, ' and $1')],
    [
      'Answers are shown',
      displayOf(definition) === 'normalised' ? 'in one typography' : 'as they were typed',
    ],
  ];
}

function ratedInWords(definition: StudyDefinition): string {
  const { task } = definition;
  const unit = unitOf(definition);
  if (unit === 'response') return 'single answers';
  if (!task) return unit === 'turn' ? 'every reply of a dialogue' : 'whole dialogues';
  const { turns, scene } = task;
  const messages =
    turns.minimum === turns.maximum
      ? counted(turns.maximum, 'message')
      : `${turns.minimum} to ${turns.maximum} messages`;
  return `${unit === 'turn' ? 'every reply of a talk' : 'talks as a whole'}: ${messages}, about ${subjects[scene]}`;
}

const subjects = {
  situation: 'a situation of the dataset',
  emotion: 'an emotion of the dataset',
  free: 'whatever people like',
} as const;

function ratingsInWords({ ratingsPerItem, extraRatings }: StudyDefinition): string {
  if (!extraRatings) return String(ratingsPerItem);
  return `${ratingsPerItem}, and up to ${extraRatings.atMost} where two are ${extraRatings.spread} points apart`;
}

function assignmentFacts(definition: StudyDefinition): (readonly [string, string])[] {
  const { assignment, systems } = definition;
  if (!assignment) return [];
  const { annotators, itemsPerAnnotator, shown = systems.length } = assignment;
  const most = itemsPerAnnotator === undefined ? '' : `, at most ${counted(itemsPerAnnotator, 'item')} each`;
  return [
    ['Planned for', `${counted(annotators, 'annotator')}${most}`],
    ...(showsDialogues(definition)
      ? []
      : ([['Answers side by side', `${shown} of ${systems.length}`]] as const)),
  ];
}

function sampleInWords(sample: StudyDefinition['sample']): string {
  return [
    counted(sample.items, 'item'),
    sample.stratify === 'emotion' ? 'stratified by emotion' : 'drawn from all alike',
    ...(sample.split ? [`split ${sample.split}`] : []),
    ...(sample.emotions ? [`only ${sample.emotions.join(', ')}`] : []),
  ].join(', ');
}

function LongText({ title, text }: { readonly title: string; readonly text: string }) {
  if (text === '') return null;
  return (
    <details className="mt-4 border-t border-line pt-4">
      <summary className="w-fit rounded text-sm font-medium">{title}</summary>
      <div className="mt-2 flex max-w-prose flex-col gap-3 text-sm text-ink-soft">
        {text.split(/\n\s*\n/).map((paragraph) => (
          <p key={paragraph} className="whitespace-pre-line">
            {paragraph}
          </p>
        ))}
      </div>
    </details>
  );
}
