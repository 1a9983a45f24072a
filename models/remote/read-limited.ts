/**
 * The beginning of an answer's text, at most so many characters; the rest is not read, and its connection is let go.
 * Rejects as reading does.
 */
export async function readLimited(response: Response, mostCharacters: number): Promise<string> {
  if (!response.body) return '';
  const decoder = new TextDecoder();
  let text = '';
  // Node's streams of the web can be iterated, and leaving the loop cancels them; the DOM's types do not know.
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= mostCharacters) break;
  }
  return text.slice(0, mostCharacters);
}
