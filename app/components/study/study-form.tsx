import { Form, useFetcher, useNavigation } from '@remix-run/react';
import { type Dispatch, useEffect, useReducer, useRef } from 'react';
import { Button, LinkButton } from '#app/components/ui/button.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import { AssignmentSection } from './assignment-section.tsx';
import { BasicsSection } from './basics-section.tsx';
import { changeDraft, type DraftChange } from './change-draft.ts';
import { ChecksSection } from './checks-section.tsx';
import { CriteriaEditor } from './criteria-editor.tsx';
import { FlowSection } from './flow-section.tsx';
import { KeptSettings } from './kept-settings.tsx';
import { type OfferedSystems, offeredSystems, type TalkingSystem } from './offered-systems.ts';
import { RunningSection } from './running-section.tsx';
import { SampleSection } from './sample-section.tsx';
import type { StudyDraft } from './study-draft.ts';
import type { Coverage } from './study-size.ts';
import { StudySummary } from './study-summary.tsx';
import { SystemsSection } from './systems-section.tsx';
import { TemplateSection } from './template-section.tsx';
import { TextsSection } from './texts-section.tsx';

type DatasetCoverage = Coverage & { readonly dataset: string };

export interface StudyFormProps {
  readonly initial: StudyDraft;
  readonly datasets: readonly { readonly name: string; readonly contexts: number }[];
  /** What the page knows of datasets so far; the chosen one's is asked for where it is missing. */
  readonly coverages: readonly DatasetCoverage[];
  readonly talking: readonly TalkingSystem[];
  /** By field, of the last attempt. */
  readonly problems: Readonly<Record<string, string>>;
}

/** A study to be made. What is typed lives here; the server sends back what is wrong with it. */
export function StudyForm({ initial, datasets, coverages, talking, problems }: StudyFormProps) {
  const [draft, change] = useReducer(changeDraft, initial);
  const form = useRef<HTMLFormElement>(null);
  const busy = useNavigation().formData?.get('intent') === 'create';
  const coverage = useCoverage(draft.dataset, { datasets, coverages });
  useFirstProblem(form, problems);
  const contexts = datasets.find(({ name }) => name === draft.dataset)?.contexts ?? 0;
  const offered = offeredSystems(draft, { coverage, talking, contexts });
  useSystemsOf(offered, { draft, change });
  const names = new Set(offered?.systems.map(({ name }) => name));
  const shown = offered ? { ...draft, systems: draft.systems.filter((name) => names.has(name)) } : draft;
  const silent = offered ? draft.systems.filter((name) => !names.has(name)) : [];
  const part = { draft: shown, change, problems, datasets, coverage, offered, silent };
  return (
    <Form
      method="post"
      ref={form}
      noValidate
      className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]"
    >
      {/* Enter in a text field would press the form's first button; this one takes it and does nothing. */}
      <button type="submit" disabled hidden aria-hidden />
      <div className="flex min-w-0 flex-col gap-6">
        <BasicsSection {...part} />
        <SystemsSection {...part} />
        <TemplateSection {...part} />
        <SampleSection {...part} />
        <AssignmentSection {...part} />
        <CriteriaEditor {...part} />
        <ChecksSection {...part} />
        <TextsSection {...part} />
        <FlowSection {...part} />
        <RunningSection {...part} />
        <KeptSettings {...part} />
      </div>
      <aside
        aria-label="Summary"
        className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-5 sm:p-6 xl:sticky xl:top-6"
      >
        <StudySummary draft={shown} />
        <ProblemNotice problems={problems} />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" name="intent" value="create" disabled={busy} className="grow">
            {busy ? 'Drawing the sample…' : 'Make the study'}
          </Button>
          <LinkButton to="/studies" look="quiet">
            Cancel
          </LinkButton>
        </div>
        <p className="text-sm text-ink-faint">It starts as a draft: nobody can rate before you open it.</p>
      </aside>
    </Form>
  );
}

function ProblemNotice({ problems }: Pick<StudyFormProps, 'problems'>) {
  const count = Object.keys(problems).length;
  if (count === 0) return null;
  if (problems.form) return <Notice tone="danger">{problems.form}</Notice>;
  return (
    <Notice tone="danger">
      {count === 1 ? 'One field needs' : `${count} fields need`} another look; each says why. Nothing you
      typed is lost.
    </Notice>
  );
}

/** After a refused attempt the focus goes to the first field that is wrong. */
function useFirstProblem(form: React.RefObject<HTMLFormElement>, problems: StudyFormProps['problems']): void {
  useEffect(() => {
    if (Object.keys(problems).length === 0) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [form, problems]);
}

/** Of the chosen dataset: what is known already, or what is fetched for it; null until it is there. */
function useCoverage(
  dataset: string,
  { datasets, coverages }: Pick<StudyFormProps, 'datasets' | 'coverages'>,
): DatasetCoverage | null {
  const { load, data } = useFetcher<{ readonly coverage: DatasetCoverage | null }>();
  const known = [...coverages, data?.coverage].find((coverage) => coverage?.dataset === dataset) ?? null;
  const missing = known === null && datasets.some(({ name }) => name === dataset);
  useEffect(() => {
    if (missing) load(`/studies/new?${new URLSearchParams({ dataset })}`);
  }, [missing, dataset, load]);
  return known;
}

/** Where others are offered, and none of those that are chosen is among them, some are ticked. */
function useSystemsOf(
  offered: OfferedSystems | null,
  { draft, change }: { readonly draft: StudyDraft; readonly change: Dispatch<DraftChange> },
): void {
  const seen = useRef(offered?.place);
  useEffect(() => {
    if (offered === null || offered.place === seen.current) return;
    seen.current = offered.place;
    if (offered.systems.some(({ name }) => draft.systems.includes(name))) return;
    change({ kind: 'set', values: { systems: [...offered.atFirst] } });
  }, [offered, draft.systems, change]);
}
