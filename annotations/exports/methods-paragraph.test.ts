import fc from 'fast-check';
import { expect, test } from 'vitest';
import { methodsParagraph } from './methods-paragraph.ts';
import type { StudyFacts } from './study-facts.ts';
import { toyCriterion, toyFacts, toyMade } from './toy-facts.ts';
import { toyReport } from './toy-report.ts';

function told(own: Partial<StudyFacts> = {}, report = toyReport()): string {
  const facts = toyFacts(own);
  return methodsParagraph({ facts, made: toyMade(facts), report, version: '0.1.0' });
}

test('a study in its order: what was compared, asked, by whom, in which order, and how it was reckoned', () => {
  expect(
    told(),
  ).toBe(`3 systems (alpha, beta and gamma) were compared on 4 contexts of the dataset toy, of 1 to 3 turns before the answer. They were drawn at random (seed 7) from those that every system had answered, stratified by 2 emotion labels in proportion to their share.

Empathy (“The response shows understanding.”) was answered for each response on a scale of whole points: 1 (not at all), 2, 3, 4, 5 (very much). Responses were shown in one typography (capitals, spacing, quotes, dashes and repeated stops made alike by rule, no word changed), so that systems were not told apart by their typing.

2 raters gave 72 ratings of 4 items. Each item was finished by 2 raters. Annotators were asked for their consent before rating; 2 of 2 gave it. No rater was left out.

Raters were not told which system had written an answer. 3 answers stood side by side. The order of answers was drawn for each rater from Latin squares (seed 7). Counted over the 8 finished assignments: Each system is shown 8 times. Each system stands at each position 2 to 3 times. Each pair of systems stands together 8 times. Each annotator sees each system 4 times; within an annotator these counts differ by at most 0. Each system stands directly after each other system 0 to 6 times.

Means: Means over ratings, with intervals over items and raters. Mixed model: A cumulative-link mixed model. Pairs: Wins, ties and losses. Agreement: Krippendorff’s alpha. For Empathy the model is rating ~ system + (1 | item) + (1 | rater). Intervals are at 95 %; bootstraps draw 1000 times (seed 7); p-values of pairs are adjusted for the number of pairs after Holm.

For Empathy, Krippendorff’s α (ordinal) is 0.50 [0.38, 0.63] over 12 units judged at least twice.

Ratings were collected and analysed with workbench 0.1.0. The study was opened on 2026-01-05 and closed on 2026-01-09. Its protocol was frozen when it was opened (SHA-256 ab12).
`);
});

test('a study that shows responses as they were typed says what that may betray, an older one too', () => {
  const { definition } = toyFacts();
  const { display: _, ...older } = definition;
  for (const shown of [{ ...definition, display: 'as-written' as const }, older as typeof definition])
    expect(told({ definition: shown })).toContain('shown as their systems had typed them');
});

test('nothing is claimed of how an imported study was drawn, shown or consented to', () => {
  const text = told({ kind: 'imported', openedOn: null, protocolHash: null });
  expect(text).toContain('collected elsewhere and imported');
  expect(text).not.toMatch(
    /random|seed 7\) from|Latin|side by side|not told|typ|consent|frozen|opened|question/,
  );
});

test('a solved assignment, checks, people left out and deviations are told', () => {
  const text = told(
    {
      design: { annotators: 6, shown: 3, quota: 12, revision: 3 },
      assignments: [
        { role: 'task', status: 'submitted', count: 8 },
        { role: 'task', status: 'skipped', count: 1 },
        { role: 'gold', status: 'submitted', count: 2 },
        { role: 'attention', status: 'expired', count: 4 },
      ],
      exclusions: [{ rater: 'R09', reason: 'Too fast.' }],
      log: [
        { kind: 'opened', detail: 'Opened.', day: '2026-01-05' },
        { kind: 'deviation', detail: 'Two more annotators were asked.', day: '2026-01-07' },
      ],
    },
    { ...toyReport(), excluded: ['R09'] },
  );
  expect(text).toContain(
    'solved beforehand (seed 7) for 6 annotators with at most 12 items each, and solved 3 times in all',
  );
  expect(text).not.toContain('Latin');
  expect(text).toContain('1 assignment that was not finished is not counted.');
  expect(text).toContain('raters also answered 2 gold items with known answers, which enter no result.');
  expect(text).not.toContain('attention');
  expect(text).toContain('1 rater was left out: R09 (Too fast).');
  expect(text).toContain('Deviation on 2026-01-07: Two more annotators were asked.');
});

test('the platform, the qualification round, warnings, breaks and the survey are told, and only where there are any', () => {
  const { definition } = toyFacts();
  const text = told({
    definition: {
      ...definition,
      crowd: { platform: 'prolific', completionCode: 'C1', failedChecks: 2, abandonedAfterMinutes: 60 },
      qualification: {
        introduction: '',
        items: [{ turns: ['Hi'], responses: ['Oh'], answers: [] }],
        passMark: 0.8,
        attempts: 2,
      },
      exitSurvey: { introduction: '', askAboutSystems: true, questions: [] },
      welfare: {
        warnings: [{ emotions: ['grief', 'fear'], text: 'Careful.' }],
        breakAfterItems: 20,
        helpContacts: '',
        stopping: '',
      },
    },
    endings: [{ kind: 'screened-out', count: 3 }],
  });
  expect(text).toContain(
    'Raters came through Prolific. Before the task came 1 item with known answers and feedback; 80 % of accepted answers were needed to go on, in at most 2 attempts, and 3 people ended there. Before items labelled grief and fear there was a warning, and they could be skipped. A break was suggested after every 20 items. A survey followed the last item; it asked who raters thought had written the answers, so that blinding can be tested.',
  );
  expect(text).not.toContain('C1');
  expect(told()).not.toMatch(/Prolific|known answers and|warning|break|survey/);
});

test('raters who are marked but counted are told of as counted', () => {
  expect(told({ exclusions: [{ rater: 'R02', reason: 'x' }] })).toContain(
    'The numbers include 1 rater marked for leaving out.',
  );
});

test('one answer at a time has no order to tell of', () => {
  const text = told(
    { systems: [{ name: 'alpha', kind: 'human', run: 'imported' }] },
    toyReport({ systems: ['alpha'] }),
  );
  expect(text).toContain('One system (alpha) was judged');
  expect(text).toContain('The system alpha is the dataset’s own reference, written by a person.');
  expect(text).toContain('Answers were shown one at a time.');
  expect(text).not.toMatch(/at each position|stands/);
});

test('a model that could not be fitted is told of with the reason', () => {
  const report = toyReport();
  const [criterion] = report.criteria;
  const model = { ...criterion!.model!, reason: 'all ratings are the same', contrasts: [] };
  const text = told({}, { ...report, criteria: [{ ...criterion!, model }] });
  expect(text).toContain('For Empathy no mixed model could be fitted: all ratings are the same.');
  expect(text).not.toContain('A cumulative-link mixed model.');
});

test('whatever the study, every paragraph is whole sentences without gaps', () => {
  const kind = fc.constantFrom('scale', 'slider', 'yes-no', 'levels', 'ranking', 'choice');
  fc.assert(
    fc.property(
      fc.record({
        criteria: fc.uniqueArray(fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), kind }), {
          minLength: 1,
          selector: ({ name }) => name,
        }),
        systems: fc.integer({ min: 1, max: 5 }),
        items: fc.integer({ min: 1, max: 6 }),
        of: fc.constantFrom('live', 'imported'),
      }),
      ({ criteria, systems, items, of }) => {
        const names = Array.from({ length: systems }, (_, at) => `system-${at}`);
        const text = told(
          {
            kind: of,
            items,
            criteria: criteria.map((one) => toyCriterion(one)),
            systems: names.map((name) => ({ name, kind: 'imported', run: 'imported' })),
          },
          toyReport({ criteria, systems: names }),
        );
        expect(text).not.toMatch(/undefined|null|NaN|Infinity| {2}|\.\.|\( /);
        for (const paragraph of text.trimEnd().split('\n\n')) expect(paragraph).toMatch(/^[A-Z0-9].*\.$/);
      },
    ),
    { numRuns: 50 },
  );
});
