import type { Db } from '#db/client.ts';
import { logStudyEvent } from '#db/queries/study-log.ts';
import { type SystemUses, systemUses } from '#db/queries/system-uses.ts';
import { listVersions } from '#db/queries/system-versions.ts';
import { WorkbenchError } from '#lib/errors.ts';

/** What speaks against having a system answer with another checkpoint just now. */
export interface ServiceConcerns extends SystemUses {
  /** The version in service that the training did not begin from: what that one learned would be lost. */
  readonly undone: {
    readonly version: number;
    readonly trainingId: string | null;
    readonly checkpoint: string | null;
  } | null;
}

interface Change {
  readonly systemId: string;
  /** Of a training, SHA-256 of the checkpoint that it began from; null for an earlier version. */
  readonly startedFrom: string | null;
  readonly now: string;
}

export function serviceConcerns(db: Db, { systemId, startedFrom, now }: Change): ServiceConcerns {
  // Without versions the system is as it was when the training began from it.
  const [serving] = listVersions(db, systemId);
  const isUndone = startedFrom !== null && serving !== undefined && serving.checkpoint !== startedFrom;
  return {
    ...systemUses(db, { systemId, now }),
    undone: isUndone
      ? { version: serving.version, trainingId: serving.trainingId, checkpoint: serving.checkpoint }
      : null,
  };
}

/** The concerns, a sentence each; none where nothing speaks against it. */
export function concernSentences({ undone, talkStudies, links }: ServiceConcerns): string[] {
  const names = (kind: 'arena' | 'chat') =>
    links.flatMap((link) => (link.kind === kind ? [`“${link.title}”`] : [])).join(', ');
  const told = [
    undone &&
      `The training began from another checkpoint than version ${undone.version}, which is in service: what that one learned would be undone.`,
    talkStudies.length > 0 &&
      `People talk with the system in a study that is open: ${talkStudies.map(({ name }) => name).join(', ')}. Its ratings would be of two checkpoints under one name.`,
    names('arena') !== '' && `It meets people in an arena by a link that is open: ${names('arena')}.`,
    names('chat') !== '' && `People talk with it by a link that is open: ${names('chat')}.`,
  ];
  return told.filter((sentence) => typeof sentence === 'string');
}

export interface Confirmation {
  /** That somebody knows of the concerns and wants it all the same. */
  readonly isConfirmed: boolean;
  /** Why; open studies keep it in their logs. */
  readonly note: string;
}

type Confirmed = Change & Confirmation & { readonly system: string };

/** @throws WorkbenchError `conflict` where something speaks against it that nobody confirmed */
export function refuseUnconfirmed(
  db: Db,
  { isConfirmed, note, system, ...change }: Confirmed,
): ServiceConcerns {
  const concerns = serviceConcerns(db, change);
  const sentences = concernSentences(concerns);
  if (sentences.length > 0 && !isConfirmed)
    throw new WorkbenchError(
      'conflict',
      `${sentences.join(' ')} Confirm it (--force on the command line) to do it all the same.`,
    );
  if (concerns.talkStudies.length > 0 && note.trim() === '')
    throw new WorkbenchError(
      'conflict',
      `People talk with ${system} in a study that is open. Give the reason in the note: it goes to the study’s log.`,
    );
  return concerns;
}

/**
 * Refuses as `refuseUnconfirmed`, and writes what was confirmed into the logs of open talk studies. To be called inside
 * the `write` of the change.
 */
export function settleConcerns(db: Db, confirmed: Confirmed): void {
  for (const { id: studyId } of refuseUnconfirmed(db, confirmed).talkStudies)
    logStudyEvent(db, {
      studyId,
      kind: 'deviation',
      detail: `Another checkpoint of one of the systems came into service while the study was open: ${confirmed.note.trim()}`,
      now: confirmed.now,
    });
}
