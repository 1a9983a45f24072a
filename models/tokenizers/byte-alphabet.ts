/**
 * GPT-2's printable stand-ins for the 256 bytes: a byte that is a visible character of Latin-1 stands for
 * itself, the others take the characters from U+0100 on, in order (Radford et al. 2019, `bytes_to_unicode`).
 * So a space is `Ġ` and no token holds white space.
 */
export const byteAlphabet: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const visible = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCharCode(visible ? byte : next++);
  });
})();
