import {
  acceptedAnswers,
  answerRange,
  type Qualification,
  type QualificationItem,
} from '#annotations/flow/qualification.ts';
import { qualificationState } from '#annotations/flow/qualification-state.ts';
import { designSolver } from '#annotations/study-assignment.ts';
import { type Db, write } from '#db/client.ts';
import {
  addQualificationAnswer,
  markFeedbackSeen,
  qualificationAnswers,
  type RoundPlace,
} from '#db/queries/qualification-answers.ts';
import { requireValue } from '#db/queries/rating-value.ts';
import { endPart } from '#db/queries/study-endings.ts';
import { requireFlow } from '#db/queries/study-flow.ts';
import { studyCriteria } from '#db/queries/study-lookup.ts';
import { WorkbenchError } from '#lib/errors.ts';

type Given = readonly (number | undefined)[];

/**
 * Answers an item of the round; what comes a second time, or late, changes nothing. Throws `bad-input` that says what
 * is missing or what no answer can be, `closed` where the study is.
 */
export function answerPractice(db: Db, { given, ...place }: RoundPlace & { readonly given: Given }): void {
  write(db, () => {
    const round = roundOf(db, place);
    const item = round.items[place.item];
    if (!item || !isAt(db, place, { round, kind: 'item' })) return;
    const checked = checkedAnswers(db, { studyId: place.studyId, given, item });
    addQualificationAnswer(db, { ...place, given: checked, accepted: acceptedAnswers(item, checked) });
  });
}

/** Goes on from an item's feedback. Whoever has fallen short for the last time is screened out. */
export function readPracticeFeedback(db: Db, place: RoundPlace): void {
  write(db, () => {
    const round = roundOf(db, place);
    if (!isAt(db, place, { round, kind: 'feedback' })) return;
    markFeedbackSeen(db, place);
    const { kind } = qualificationState(round, qualificationAnswers(db, place));
    if (kind === 'failed') endPart(db, { ...place, solver: designSolver, kind: 'screened-out' });
  });
}

function roundOf(db: Db, place: RoundPlace): Qualification {
  const { qualification } = requireFlow(db, place);
  if (!qualification) throw new WorkbenchError('not-found', 'This study has no qualification round.');
  return qualification;
}

function isAt(
  db: Db,
  place: RoundPlace,
  { round, kind }: { readonly round: Qualification; readonly kind: 'item' | 'feedback' },
): boolean {
  const state = qualificationState(round, qualificationAnswers(db, place));
  return state.kind === kind && state.attempt === place.attempt && state.item === place.item;
}

function checkedAnswers(
  db: Db,
  {
    studyId,
    given,
    item,
  }: { readonly studyId: string; readonly given: Given; readonly item: QualificationItem },
): number[] {
  const { answers, responses } = item;
  const criteria = studyCriteria(db, studyId);
  const missing = answers.filter((_, index) => given[index] === undefined).length;
  if (missing > 0)
    throw new WorkbenchError(
      'bad-input',
      `${missing === 1 ? 'One question is' : `${missing} questions are`} not answered yet.`,
      { why: 'unrated', missing },
    );
  return answers.map(({ criterion: name, response = 1 }, index) => {
    const criterion = criteria.find((one) => one.name === name);
    if (!criterion) throw new WorkbenchError('not-found', 'There is no such question.');
    const shown = responses.length;
    const range = { ...answerRange(criterion, shown), step: criterion.step ?? null };
    // Practice shows single answers, also before dialogues.
    const asked = { ...criterion, ...range, about: 'response' as const };
    return requireValue(asked, { position: response, value: given[index] ?? Number.NaN, shown });
  });
}
