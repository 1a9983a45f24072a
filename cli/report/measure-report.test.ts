import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDataDir } from '../testing.ts';
import { measureReport, partNames, type ReportParts } from './measure-report.ts';
import { type SystemsReport, systemsPage } from './page/systems-page.ts';
import { tinyCheckpoints, tinyData, tinyReportContext, wordyClient } from './testing.ts';

function report(parts: Partial<ReportParts>): SystemsReport {
  const data = { contexts: 12, dialogues: 6, reproduced: 12, isLimited: false };
  return {
    ...{ date: '2026-11-21T00:00:00Z', machine: 'one machine', command: 'workbench report systems' },
    ...{ data, parts, findings: 'They say oh no.' },
  };
}

/** Five kinds of small models are opened one after the other. */
const long = 120_000;

test('every part is measured on small models, kept, and taken from there by a later run', {
  timeout: long,
}, async () => {
  const folder = temporaryDataDir();
  const client = wordyClient();
  const given = {
    dataDir: tinyData(join(folder, 'data')),
    checkpoints: tinyCheckpoints(join(folder, 'checkpoints')),
    workDir: join(folder, 'work'),
    client,
  };
  const found = await measureReport(await tinyReportContext(given), partNames);
  // Greedy of six systems; sampled of five and two more seeds of two: 15 runs over twelve contexts. LEMPEx's gold twin is
  // among the six, its variants without a checkpoint are not.
  expect(client.asked).toBe(12 * (6 + 6 + 4));

  for (const name of ['caire', 't5-sft', 'emprl', 'lempex']) {
    const perplexity = found.perplexity?.[name];
    expect(perplexity).toMatchObject({ status: 'measured', byWord: { n: 12 } });
    if (perplexity?.status !== 'measured') throw new Error('not measured');
    expect(perplexity.byWord.value).toBeGreaterThan(1);
    expect(perplexity.byWord.low).toBeLessThanOrEqual(perplexity.byWord.value);
  }
  expect(found.emotion).toMatchObject({
    top1: { value: 4 / 12 },
    top5: { value: 1 },
    firstTurnTop1: { n: 6 },
  });
  expect(found.lempex?.rows['lempex-no-losses']).toEqual({
    status: 'not measured',
    reason: 'no checkpoint lempex-no-losses',
  });
  expect(found.lempex?.contrasts.map(({ without }) => without)).toEqual([
    'lempex, gold emotion',
    'lempex-no-exemplars',
  ]);
  expect(found.retriever?.dpr).toMatchObject({ status: 'measured', at10: { n: 12 } });
  expect(found.negative).toMatchObject({ status: 'not measured' });
  expect(found.emprl).toMatchObject({ status: 'measured', judge: { status: 'measured' } });

  const again = await measureReport(await tinyReportContext(given), []);
  expect(again).toEqual(JSON.parse(JSON.stringify(found)));
  const measured = await measureReport(await tinyReportContext(given), partNames);
  expect(measured).toEqual(found);
  expect(client.asked).toBe(12 * 16);

  const page = systemsPage(report(found));
  expect(page).toContain('| lempex-plain'.replace('lempex-plain', 'without both'));
  expect(page).toContain('not measured: no checkpoint lempex-plain');
  expect(page).toContain('They say oh no.');
  expect(page).toContain('nlg_eval.bleu|order:4|smooth:none');
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});

test('what is stopped goes on without asking again', async () => {
  const folder = temporaryDataDir();
  const client = wordyClient();
  const stop = new AbortController();
  const given = {
    dataDir: tinyData(join(folder, 'data')),
    checkpoints: tinyCheckpoints(join(folder, 'checkpoints'), { lempex: false }),
    workDir: join(folder, 'work'),
    client,
  };
  const { respond } = client;
  client.respond = async (system, request) => {
    if (client.asked === 7) stop.abort();
    return respond(system, request);
  };
  const stopped = measureReport(await tinyReportContext({ ...given, signal: stop.signal }), ['emotion']);
  await expect(stopped).rejects.toMatchObject({ code: 'interrupted' });
  const before = client.asked;
  expect(before).toBeLessThan(12);
  const found = await measureReport(await tinyReportContext(given), ['emotion']);
  expect(found.emotion).toMatchObject({ status: 'measured', top1: { n: 12 } });
  expect(client.asked).toBe(12);
  expect(readdirSync(given.workDir).some((name) => name.startsWith('part-emotion-'))).toBe(true);
});

test('without any checkpoint the published systems are measured and all else is said to be missing', async () => {
  const folder = temporaryDataDir();
  const client = wordyClient();
  const context = await tinyReportContext({
    dataDir: tinyData(join(folder, 'data')),
    ...{ checkpoints: join(folder, 'none'), workDir: join(folder, 'work'), client },
  });
  const found = await measureReport(context, partNames);
  expect(client.asked).toBe(0);
  const page = systemsPage(report(found));
  for (const name of ['caire', 't5-sft', 'emprl', 'lempex', 'dpr', 'negative', 'identifiers-judge'])
    expect(page).toContain(`no checkpoint ${name}`);
  expect(page).toContain('| MIME, greedy |');
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});
