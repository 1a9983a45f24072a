import type { z } from 'zod';
import type { ChatTask, chatTaskSchema } from '#annotations/dialogue-study.ts';
import { numberTyped } from './criterion-draft.ts';

/** A talk before the rating, as it stands in the form. */
export interface TalkDraft {
  /** Whether annotators talk with a system first. */
  readonly isHad: boolean;
  /** How many messages they write. */
  readonly minimum: string;
  readonly maximum: string;
  readonly scene: ChatTask['scene'];
}

export const noTalk: TalkDraft = { isHad: false, minimum: '3', maximum: '6', scene: 'situation' };

const scenes: readonly ChatTask['scene'][] = ['situation', 'emotion', 'free'];

/** A study without a talk has the usual numbers ready, for when one is chosen. */
export function draftOfTask(task: z.input<typeof chatTaskSchema> | undefined): TalkDraft {
  if (!task) return noTalk;
  const { turns, scene = noTalk.scene } = task;
  return {
    isHad: true,
    minimum: turns ? String(turns.minimum) : noTalk.minimum,
    maximum: turns ? String(turns.maximum) : noTalk.maximum,
    scene,
  };
}

/** As a study file says it. */
export function taskOfDraft({ isHad, minimum, maximum, scene }: TalkDraft): Record<string, unknown> {
  if (!isHad) return {};
  const turns = { minimum: numberTyped(minimum), maximum: numberTyped(maximum) };
  return { task: { kind: 'chat', turns, scene } };
}

/** Reads the form's fields as they were sent; those that were not there are as usual. */
export function readTalkDraft(form: FormData, text: (name: string) => string): TalkDraft {
  const typed = (name: string, usual: string) => (form.has(name) ? text(name) : usual);
  return {
    isHad: text('task') === 'chat',
    minimum: typed('task.turns.minimum', noTalk.minimum),
    maximum: typed('task.turns.maximum', noTalk.maximum),
    scene: scenes.find((scene) => scene === text('task.scene')) ?? noTalk.scene,
  };
}
