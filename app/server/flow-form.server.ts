import { checkedSurvey } from '#annotations/flow/exit-survey.ts';
import { designSolver } from '#annotations/study-assignment.ts';
import { type Db, write } from '#db/client.ts';
import { skipAssignment } from '#db/queries/assignment-changes.ts';
import { acceptWarning } from '#db/queries/content-warnings.ts';
import type { Participation } from '#db/queries/study-annotators.ts';
import { endPart, resumePart } from '#db/queries/study-endings.ts';
import { studyFlow } from '#db/queries/study-flow.ts';
import { addSurveyAnswers } from '#db/queries/survey-answers.ts';
import { endTalk } from '#db/queries/talks.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { answerPractice, readPracticeFeedback } from './qualification-form.server.ts';
import { RatingFlow } from './rating-flow.server.ts';
import { loadRatingPage } from './rating-page.server.ts';
import { type Attempt, attempted } from './respond.server.ts';

export interface RatingForm {
  readonly form: FormData;
  readonly studyId: string;
  readonly userId: string;
  readonly now: string;
}

/** What stands as the reason of an item that was skipped at its warning. */
export const skippedAtWarning = 'Skipped at the content warning';

/** The forms of a study around its items: practice, warnings, survey, stopping and going on. */
export function takeFlowForm(db: Db, input: RatingForm, intent: string): Attempt<unknown> {
  const { form, studyId, userId, now } = input;
  const place = { studyId, userId, now };
  const at = { ...place, solver: designSolver };
  const own = { assignmentId: String(form.get('assignment') ?? ''), userId, now };
  const round = { ...place, attempt: Number(form.get('attempt')), item: Number(form.get('item')) - 1 };
  return attempted(() => {
    switch (intent) {
      case 'practice':
        return answerPractice(db, { ...round, given: numbered(form) });
      case 'practice-read':
        return readPracticeFeedback(db, round);
      case 'warning-show':
        return acceptWarning(db, own);
      case 'talk-end':
        return endTalk(db, own);
      case 'warning-skip':
        return skipAssignment(db, { ...own, reason: skippedAtWarning });
      case 'survey':
        return takeSurvey(db, input);
      case 'stop':
        return endPart(db, { ...at, kind: 'stopped' });
      case 'return':
        return goOn(db, place);
      default:
        throw new WorkbenchError('bad-input', 'The page asked for something unknown. Reload it.');
    }
  });
}

/** Throws `closed` where the study is: who had stopped by then is not among those who were at work. */
function goOn(db: Db, place: Participation): void {
  if (studyFlow(db, place.studyId).status === 'closed')
    throw new WorkbenchError('closed', 'This study is closed.', { why: 'study-closed' });
  resumePart(db, place);
}

/** What comes before the last item, or once more, changes nothing. A study that closed meanwhile still takes it. */
function takeSurvey(db: Db, { form, studyId, userId, now }: RatingForm): void {
  const place = { studyId, userId, now };
  if (loadRatingPage(db, { ...place, number: null, begun: true }).step.kind !== 'survey') return;
  const { exitSurvey } = studyFlow(db, studyId);
  if (!exitSurvey) return;
  const outcome = checkedSurvey(exitSurvey, named(form));
  if (!outcome.ok) throw new WorkbenchError('bad-input', outcome.problem, { field: outcome.field });
  const kind = new RatingFlow(db, place).finishesAs();
  write(db, () => {
    addSurveyAnswers(db, { ...place, answers: outcome.answers });
    endPart(db, { ...place, solver: designSolver, kind });
  });
}

/** `answer.1`, `answer.2`, … as numbers; undefined for what was left open. */
function numbered(form: FormData): (number | undefined)[] {
  const given: (number | undefined)[] = [];
  for (const [name, text] of form) {
    const place = Number(/^answer\.(\d{1,2})$/.exec(name)?.[1] ?? Number.NaN);
    if (place >= 1 && typeof text === 'string' && text.trim() !== '') given[place - 1] = Number(text);
  }
  return given;
}

/** `answer.NAME` by name. */
function named(form: FormData): Map<string, string> {
  const answers = new Map<string, string>();
  for (const [name, text] of form)
    if (name.startsWith('answer.') && typeof text === 'string')
      answers.set(name.slice('answer.'.length), text);
  return answers;
}
