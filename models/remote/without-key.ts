/** So many characters of a key in a row are a part of it. */
const longEnough = 8;

/** A text of a server without the key that was sent to it, whole or in parts: servers quote the keys that they refuse. */
export function withoutKey(text: string, key: string | undefined): string {
  if (!key) return text;
  const secret = lowerCase(key);
  const said = lowerCase(text);
  const length = Math.min(longEnough, secret.length);
  let kept = '';
  let hiddenTo = 0;
  for (let at = 0; at < text.length; at++) {
    if (at + length <= said.length && secret.includes(said.slice(at, at + length))) {
      if (at >= hiddenTo) kept += '[key]';
      hiddenTo = at + length;
    }
    if (at >= hiddenTo) kept += text[at];
  }
  return kept;
}

/** Of ASCII alone, so that places stay where they are: some letters are two in lower case. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}
