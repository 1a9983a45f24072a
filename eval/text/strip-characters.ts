/** Python's `text.strip(characters)`: takes any of the characters off both ends, not the word that they make. */
export function stripCharacters(text: string, characters: string): string {
  const all = [...text];
  const set = new Set(characters);
  let start = 0;
  while (start < all.length && set.has(all[start] as string)) start++;
  let end = all.length;
  while (end > start && set.has(all[end - 1] as string)) end--;
  return all.slice(start, end).join('');
}
