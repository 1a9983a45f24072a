import { thirdPartyFile } from '#annotations/parties/third-party-file.ts';
import { type StudyDefinition, studyDefinitionSchema } from '#annotations/study-definition.ts';
import type { TalksCardProps } from '#app/components/study/talks-card.tsx';
import type { Db } from '#db/client.ts';
import { countTalks, otherParties } from '#db/queries/party-ratings.ts';
import { findStudy } from '#db/queries/study-lookup.ts';
import { talksDatasetName } from '#db/queries/talk-study.ts';

/** As many as `study third-party` asks for. */
const ratingsPerItem = 3;

/**
 * The study in which others rate the talks of one, named or told by its id; the usual name gets a number where it is
 * taken.
 * @throws WorkbenchError `not-found`, `bad-input` for a study without talks
 */
export function thirdPartyStudy(db: Db, wanted: string): StudyDefinition {
  const study = findStudy(db, wanted);
  const names = new Set(readBy(db, study.id).map(({ name }) => name));
  const file = thirdPartyFile(study.definition, {
    dataset: talksDatasetName(study.name),
    talks: countTalks(db, study.id),
    ratingsPerItem,
  });
  let { name } = file;
  for (let number = 2; names.has(name); number++) name = `${file.name} ${number}`;
  return studyDefinitionSchema.parse({ ...file, name });
}

/** What a study's page tells of its talks; null where people have none. */
export function studyTalks(
  db: Db,
  { id, definition }: { readonly id: string; readonly definition: StudyDefinition },
): TalksCardProps | null {
  if (!definition.task) return null;
  return { studyId: id, talks: countTalks(db, id), readBy: readBy(db, id) };
}

function readBy(db: Db, studyId: string): { readonly id: string; readonly name: string }[] {
  return otherParties(db, studyId)
    .filter(({ first }) => first === studyId)
    .map(({ third }) => ({ id: third, name: findStudy(db, third).name }));
}
