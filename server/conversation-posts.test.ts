import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { conversationPosts } from './conversation-posts.ts';

test('each route has that address, and an action', () => {
  for (const [address, route] of Object.entries(conversationPosts)) {
    const source = readFileSync(new URL(`../app/${route}.ts`, import.meta.url), 'utf8');
    expect(source).toMatch(/^export async function action\(/m);
    const segments = route
      .replace(/^routes\/_\w+\./, '')
      .replaceAll('$', ':')
      .split('.');
    expect(`/${segments.join('/')}`).toBe(address);
  }
});
