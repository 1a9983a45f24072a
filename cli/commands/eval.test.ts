import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../bin.js', import.meta.url));

async function answersTo(
  input: string,
): Promise<{ readonly status: number | null; readonly lines: readonly string[] }> {
  const child = spawn(process.execPath, [bin, 'eval'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stdin.end(input);
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, lines: output.split('\n').slice(0, -1) };
}

test('eval answers every line in order, whatever is wrong with the others, and ends well', {
  timeout: 120_000,
}, async () => {
  const line = (...[id, metric, inputs, params = {}]: readonly [unknown, string, object, object?]) =>
    JSON.stringify({ id, metric, params, inputs });
  const ratings = Array.from({ length: 3000 }, (_, i) =>
    Array.from({ length: 200 }, (__, r) => (i * 7 + r * r) % 5),
  );
  const input = [
    line(1, 'cohen_kappa', {
      table: [
        [20, 5],
        [10, 15],
      ],
    }),
    '{"id": 2,',
    line('three', 'cohen_kapa', {}),
    line(4, 'krippendorff_alpha', { reliability_data: ratings }, { level: 'nominal' }),
    '',
    line(null, 'paired_t', { differences: [1, 1] }),
  ].join('\n');
  const { status, lines } = await answersTo(input);
  expect(status).toBe(0);
  const answers = lines.map(
    (text) => JSON.parse(text) as { id: unknown; result?: object; error?: { code: string } },
  );
  expect(answers.map(({ id }) => id)).toEqual([1, null, 'three', 4, null, null]);
  expect(answers[0]?.result).toMatchObject({ kappa: expect.closeTo(0.4, 12) });
  expect(answers[3]?.result).toHaveProperty('alpha');
  expect(answers.map(({ error }) => error?.code)).toEqual([
    undefined,
    'bad-json',
    'unknown-metric',
    undefined,
    'bad-json',
    'undefined',
  ]);
});
