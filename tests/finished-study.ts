import type { Db } from '#db/client.ts';
import { blindedAssignment } from '#db/queries/annotator-view.ts';
import { submitAssignment } from '#db/queries/assignment-changes.ts';
import { saveRating } from '#db/queries/ratings.ts';
import {
  claim,
  joinedAnnotator,
  minutesLater,
  type OpenStudyOptions,
  openToyStudy,
} from './study-fixture.ts';

/**
 * A study that two annotators have rated to the end, by values that follow from item, position and annotator: with
 * the sizes of `openToyStudy` 4 items × 3 systems × 3 criteria × 2 annotators = 72 ratings. Returns its id.
 */
export function finishedStudy(db: Db, options: OpenStudyOptions = {}): string {
  const studyId = openToyStudy(db, options);
  const users = ['ann', 'bob'].map((name) => joinedAnnotator(db, studyId, name));
  for (const [index, userId] of users.entries()) rateToTheEnd(db, { studyId, userId, shift: index });
  return studyId;
}

function rateToTheEnd(
  db: Db,
  who: { readonly studyId: string; readonly userId: string; readonly shift: number },
): void {
  let clientSequence = 0;
  for (let number = 0; ; number++) {
    const now = minutesLater(number);
    const found = claim(db, { ...who, now });
    if (found.kind === 'none') return;
    const own = { assignmentId: found.assignmentId, userId: who.userId, now };
    const view = blindedAssignment(db, own);
    for (const { position, text } of view.responses)
      for (const { name } of view.criteria) {
        const value = 1 + ((text.length + name.length + position * who.shift + number) % 5);
        saveRating(db, {
          ...own,
          position,
          criterion: name,
          value,
          clientId: `tab-of-${who.userId}`,
          clientSequence: clientSequence++,
        });
      }
    submitAssignment(db, own);
  }
}
