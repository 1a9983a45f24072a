/** Ids are made here and nowhere else: a prefix that says the kind, then 80 random bits in base 32. */
export const idPrefixes = {
  dataset: 'dat',
  system: 'sys',
  run: 'run',
  study: 'stu',
  criterion: 'cri',
  assignment: 'asg',
  user: 'usr',
  invitation: 'inv',
  job: 'job',
  import: 'imp',
  chatLink: 'lnk',
  conversation: 'cnv',
  feedback: 'fbk',
  training: 'trn',
  apiToken: 'tok',
} as const;

export type IdKind = keyof typeof idPrefixes;

// Crockford's alphabet: no i, l, o, u, so an id can be read aloud.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new id such as `stu_7k2m9q4r8t1v3x5z`. Random, so it tells nothing of order, time or content. */
export function newId(kind: IdKind): string {
  return `${idPrefixes[kind]}_${randomToken(16)}`;
}

/** `length` characters of 5 random bits each, from the platform's secure generator. */
export function randomToken(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => alphabet[byte & 31]).join('');
}
