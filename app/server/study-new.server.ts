import type { AppLoadContext } from '@remix-run/node';
import { stratifiedSample } from '#annotations/stratified-sample.ts';
import type { StudyDefinition } from '#annotations/study-definition.ts';
import { changeDraft, parseListChange } from '#app/components/study/change-draft.ts';
import type { TalkingSystem } from '#app/components/study/offered-systems.ts';
import {
  definitionOfDraft,
  draftOfDefinition,
  newStudyDraft,
  type StudyDraft,
} from '#app/components/study/study-draft.ts';
import { readStudyDraft } from '#app/components/study/study-draft-form.ts';
import type { Coverage } from '#app/components/study/study-size.ts';
import { tickedAtFirst } from '#app/components/study/ticked-at-first.ts';
import type { Db } from '#db/client.ts';
import { type DatasetSummary, listDatasetSummaries } from '#db/queries/datasets-admin.ts';
import { type CreatedStudy, createStudy } from '#db/queries/studies.ts';
import { studyCoverage } from '#db/queries/study-coverage.ts';
import { findStudy } from '#db/queries/study-lookup.ts';
import { listLiveSystems } from './live-systems.server.ts';
import { type Attempt, attempted } from './respond.server.ts';
import { readStudyFile } from './study-file.server.ts';
import {
  checkDefinition,
  type ListedProblem,
  listProblems,
  problemsByField,
} from './study-problems.server.ts';
import { thirdPartyStudy } from './third-party-study.server.ts';

export interface DatasetChoice {
  readonly name: string;
  readonly contexts: number;
}

/** What the form knows of the dataset that is chosen in it. */
export interface DatasetCoverage extends Coverage {
  readonly dataset: string;
}

export interface NewStudyPage {
  readonly datasets: readonly DatasetChoice[];
  readonly coverage: DatasetCoverage | null;
  readonly talking: readonly TalkingSystem[];
  readonly draft: StudyDraft;
}

/** The form's first content: a copy of the study `like`, one in which others rate the `talks` of a study, or a fresh one on `dataset`, or on the first there is. */
export function newStudyPage(
  db: Db,
  asked: { readonly dataset: string | null; readonly like: string | null; readonly talks: string | null },
): NewStudyPage {
  const datasets = listDatasetSummaries(db);
  const copied = asked.like ? copyOf(findStudy(db, asked.like).definition) : readingOf(db, asked.talks);
  const first = datasets.find(({ name }) => !holdsImportedRatings(name)) ?? datasets[0];
  const coverage = coverageOf(db, datasets, asked.dataset ?? copied?.dataset ?? first?.name ?? '');
  return {
    datasets: datasets.map(({ name, contexts }) => ({ name, contexts })),
    coverage,
    talking: talkingSystems(db),
    draft: copied ?? freshDraft(coverage, datasets),
  };
}

/** Those whose model is at hand. The control answers contexts of a dataset only. */
function talkingSystems(db: Db): TalkingSystem[] {
  return listLiveSystems(db)
    .filter(({ isControl, problem }) => !isControl && problem === null)
    .map(({ name, description }) => ({ name, description }));
}

/** A dataset that came with finished ratings (jobs/handlers/import/import-ratings.ts): rated already. */
function holdsImportedRatings(name: string): boolean {
  return name.endsWith(' (ratings)');
}

function readingOf(db: Db, talks: string | null): StudyDraft | undefined {
  return talks ? draftOfDefinition(thirdPartyStudy(db, talks)) : undefined;
}

function copyOf(definition: StudyDefinition): StudyDraft {
  const draft = draftOfDefinition(definition);
  return { ...draft, name: `${draft.name} (copy)` };
}

function freshDraft(coverage: DatasetCoverage | null, datasets: readonly DatasetSummary[]): StudyDraft {
  if (!coverage) return newStudyDraft('', []);
  const contexts = datasets.find(({ name }) => name === coverage.dataset)?.contexts;
  return newStudyDraft(coverage.dataset, tickedAtFirst(coverage), contexts);
}

function coverageOf(db: Db, datasets: readonly DatasetSummary[], name: string): DatasetCoverage | null {
  const dataset = datasets.find((candidate) => candidate.name === name);
  return dataset ? { dataset: dataset.name, ...studyCoverage(db, dataset.id) } : null;
}

export type NewStudyOutcome =
  | { readonly kind: 'created'; readonly id: string }
  /** The form again, with what was typed. `opened` is set where the draft came from a file just now. */
  | {
      readonly kind: 'draft';
      readonly draft: StudyDraft;
      readonly coverage: DatasetCoverage | null;
      readonly problems: Readonly<Record<string, string>>;
      readonly opened: string | null;
    }
  /** The file's text again, with what is wrong with it. */
  | { readonly kind: 'file'; readonly text: string; readonly problems: readonly ListedProblem[] };

/** Does what the form's button asks for; never loses what was typed. */
export async function submitNewStudy(context: AppLoadContext, form: FormData): Promise<NewStudyOutcome> {
  const intent = form.get('intent');
  if (intent === 'create-from-file' || intent === 'open-file') return submitFile(context, form);
  const draft = readStudyDraft(form);
  const change = form.get('change');
  if (typeof change === 'string') {
    const listChange = parseListChange(change);
    return draftAgain(context.db, listChange ? changeDraft(draft, listChange) : draft, {});
  }
  const checked = checkDefinition(definitionOfDraft(draft));
  if (!checked.ok) return draftAgain(context.db, draft, problemsByField(checked.problems));
  const created = create(context.db, checked.definition);
  if (created.ok) return { kind: 'created', id: created.value.id };
  const field = String(created.error.details.field ?? 'form').replace(/^sample\./, '');
  return draftAgain(context.db, draft, { [field]: created.error.message });
}

async function submitFile({ db }: AppLoadContext, form: FormData): Promise<NewStudyOutcome> {
  const file = await readStudyFile(form);
  if (!file.ok)
    return { kind: 'file', text: file.text, problems: [{ place: 'the file', message: file.message }] };
  const checked = checkDefinition(file.value);
  if (!checked.ok) return { kind: 'file', text: file.text, problems: listProblems(checked.problems) };
  if (form.get('intent') === 'open-file')
    return {
      ...draftAgain(db, draftOfDefinition(checked.definition), {}),
      opened: new Date().toISOString(),
    };
  const created = create(db, checked.definition);
  if (created.ok) return { kind: 'created', id: created.value.id };
  const place = String(created.error.details.field ?? 'the study').replace('.', ', ');
  return { kind: 'file', text: file.text, problems: [{ place, message: created.error.message }] };
}

function create(db: Db, definition: StudyDefinition): Attempt<CreatedStudy> {
  const now = new Date().toISOString();
  return attempted(() => createStudy(db, { definition, now, sample: stratifiedSample }));
}

function draftAgain(db: Db, draft: StudyDraft, problems: Readonly<Record<string, string>>) {
  const coverage = coverageOf(db, listDatasetSummaries(db), draft.dataset);
  return { kind: 'draft', draft, coverage, problems, opened: null } as const;
}
