import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseStudyDefinition } from '#annotations/parse-study-definition.ts';
import { spokenBy } from '../testing.ts';
import { registerTemplate } from './study-template.ts';

const template = (...words: readonly string[]) =>
  spokenBy(registerTemplate, { now: '2026-01-05T12:00:00.000Z' }, ['template', ...words]);

test('a template is a study file for the systems that are named, with a note on what differs', async () => {
  const { out, err } = await template('acute-eval', '--dataset', 'toy', '--systems', 'alpha, beta,gamma');
  expect(parseStudyDefinition(JSON.parse(out))).toMatchObject({
    name: 'acute-eval',
    dataset: 'toy',
    systems: ['alpha', 'beta', 'gamma'],
    assignment: { shown: 2 },
  });
  expect(err).toContain('The paper shows two whole dialogues');
  expect(err).not.toContain('Put your dataset');
});

test('without systems it says what to put in, and is a sound file already', async () => {
  const { out, err } = await template('best-worst', '--json');
  expect(parseStudyDefinition(JSON.parse(out)).systems).toHaveLength(3);
  expect(err).toContain('Put your dataset and systems in');
});

test('it is written where one says', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-template-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'study.json');
  expect((await template('lempex', '--name', 'ours', '--out', file)).out).toContain(`written to ${file}`);
  expect(parseStudyDefinition(JSON.parse(readFileSync(file, 'utf8'))).name).toBe('ours');
});

test('an unknown template is told which there are, and none lists them', async () => {
  await expect(template('likert')).rejects.toThrow('There are: lempex, emphi');
  expect((await template()).out).toMatch(/^lempex: .*\n {2}Three scales/);
});
