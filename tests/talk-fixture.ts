import { parseStudyDefinition } from '#annotations/parse-study-definition.ts';
import { stratifiedSample } from '#annotations/stratified-sample.ts';
import { designSolver } from '#annotations/study-assignment.ts';
import type { StudyDefinitionInput } from '#annotations/study-definition.ts';
import type { Db } from '#db/client.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { createStudy, openStudy } from '#db/queries/studies.ts';
import { insertDialogues, twoTurns } from './dialogue-fixture.ts';
import { claimed, joinedAnnotator } from './study-fixture.ts';

/** An open study in which people talk with a system and rate the talk, and Ann's assignment in it, claimed now. */
export function insertTalk(db: Db, task: StudyDefinitionInput['task'] = { kind: 'chat' }) {
  insertDialogues(db, { dialogues: 2, systems: [], turns: twoTurns });
  const now = new Date().toISOString();
  addGenerator(db, {
    name: 'calm',
    description: '',
    definition: { name: 'calm', generator: 'caire', checkpoint: 'none' },
    now,
  });
  const definition = parseStudyDefinition({
    name: 'talking',
    dataset: 'talks',
    systems: ['calm'],
    task,
    sample: { items: 1, stratify: 'none' },
    criteria: ['empathy'],
    ratingsPerItem: 1,
  });
  const { id: studyId } = createStudy(db, { definition, now, sample: stratifiedSample });
  openStudy(db, { studyId, now, solver: designSolver });
  const userId = joinedAnnotator(db, studyId, 'ann');
  return { userId, assignmentId: claimed(db, { studyId, userId, now }), now };
}
