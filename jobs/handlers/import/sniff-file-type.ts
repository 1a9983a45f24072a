/** Files of other kinds that people pass by mistake, by their first bytes, and what to do instead. */
const foreignTypes: readonly {
  readonly magic: readonly number[];
  readonly offset?: number;
  readonly what: string;
}[] = [
  {
    magic: [0x50, 0x4b, 0x03, 0x04],
    what: 'a ZIP archive or an Excel workbook. Unpack it, or save the sheet as CSV (UTF-8)',
  },
  { magic: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Excel workbook. Save the sheet as CSV (UTF-8)' },
  { magic: [0x25, 0x50, 0x44, 0x46], what: 'a PDF document. Export the table as CSV (UTF-8)' },
  { magic: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG picture. Choose the text file' },
  { magic: [0xff, 0xd8, 0xff], what: 'a JPEG picture. Choose the text file' },
  { magic: [0x47, 0x49, 0x46, 0x38], what: 'a GIF picture. Choose the text file' },
  { magic: [0x42, 0x5a, 0x68], what: 'packed with bzip2. Unpack it first' },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: 'packed with xz. Unpack it first' },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], what: 'packed with Zstandard. Unpack it first' },
  { magic: [0x50, 0x41, 0x52, 0x31], what: 'a Parquet file. Export it as JSON Lines or CSV' },
  { magic: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], what: 'an SQLite database. `restore` reads backups' },
  { magic: [0xff, 0xfe], what: 'UTF-16 text. Save it as UTF-8' },
  { magic: [0xfe, 0xff], what: 'UTF-16 text. Save it as UTF-8' },
  { magic: [0x75, 0x73, 0x74, 0x61, 0x72], offset: 257, what: 'a tar archive. Unpack it first' },
];

/** How many first bytes the two functions below want to see. */
export const sniffLength = 262;

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** What a file is, where its first bytes show that it is not text; a phrase to follow "is …". */
export function foreignFileType(head: Uint8Array): string | undefined {
  return foreignTypes.find(({ magic, offset = 0 }) =>
    magic.every((byte, index) => head[offset + index] === byte),
  )?.what;
}
