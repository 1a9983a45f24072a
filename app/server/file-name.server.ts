/** A name as part of a file's name that every system takes: letters, digits and hyphens, at most 80 characters. */
export function fileNamePart(name: string): string {
  const part = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, 80)
    .replace(/^-|-$/g, '');
  return part || 'study';
}

/**
 * `Content-Disposition` that saves under `fileName`, whatever letters are in it: an ASCII name for old readers, the
 * full one in the form of RFC 6266 and RFC 8187.
 */
export function attachment(fileName: string): string {
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
