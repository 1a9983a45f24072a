import { z } from 'zod';
import {
  type DialogueListAddress,
  pageSizes,
  plainDialogueList,
} from '#app/components/dataset/dialogue-list-address.ts';
import { dialogueSorts } from '#db/queries/dialogue-page.ts';

/** A choice that a form leaves empty means all. */
const choice = z.string().min(1).max(200).nullable().catch(null);

const schema = z.object({
  emotion: choice,
  split: choice,
  search: z
    .string()
    .transform((value) => value.trim().slice(0, 200))
    .catch(''),
  sort: z.enum(dialogueSorts).catch(plainDialogueList.sort),
  page: z.coerce.number().int().min(1).max(1e9).catch(1),
  size: z.coerce
    .number()
    .pipe(z.union([z.literal(pageSizes[0]), z.literal(pageSizes[1]), z.literal(pageSizes[2])]))
    .catch(plainDialogueList.size),
});

/** Reads what `dialogueListQuery` writes, and a form's query with its empty fields; what makes no sense is as if absent. */
export function parseDialogueList(query: URLSearchParams): DialogueListAddress {
  const sort = query.get('sort') ?? '';
  const parsed = schema.parse({
    emotion: query.get('emotion'),
    split: query.get('split'),
    search: query.get('q'),
    sort: sort.replace(/^-/, ''),
    page: query.get('page'),
    size: query.get('size'),
  });
  return { ...parsed, descending: sort.startsWith('-') && `-${parsed.sort}` === sort };
}
