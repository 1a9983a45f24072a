import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { parseStudyDefinition } from '../parse-study-definition.ts';
import { designSolver } from '../study-assignment.ts';
import { designCertificate } from './design-certificate.ts';
import type { StudyDesign } from './study-design.ts';

const shapes = fc.record({
  systems: fc.integer({ min: 1, max: 5 }),
  dialogues: fc.integer({ min: 2, max: 14 }),
  annotators: fc.integer({ min: 2, max: 9 }),
  ratingsPerItem: fc.integer({ min: 1, max: 2 }),
  seed: fc.integer({ min: 0, max: 1_000_000 }),
});

type Shape = typeof shapes extends fc.Arbitrary<infer T> ? T : never;

function solved({ systems, dialogues, annotators, ratingsPerItem, seed }: Shape) {
  const names = Array.from({ length: systems }, (_, index) => `system ${index}`);
  const items = Array.from({ length: systems * dialogues }, (_, index) => ({
    system: index % systems,
    dialogue: Math.floor(index / systems),
  }));
  const definition = parseStudyDefinition({
    name: 'turns',
    dataset: 'talks',
    systems: names,
    unit: 'turn',
    sample: { items: items.length },
    ratingsPerItem,
    assignment: { annotators },
  });
  const itemSystems = {
    systems: items.map(({ system }) => system),
    dialogues: items.map(({ dialogue }) => dialogue),
  };
  const strata = items.map(({ system }) => names[system] ?? null);
  const design = designSolver.plan(definition, { strata, itemSystems }, createRandom(seed));
  if (!design) throw new Error('there is a plan');
  return design;
}

/** Ratings by somebody who had met the dialogue before. */
function metAgain({ assignments, itemSystems }: StudyDesign): number {
  const met = new Set(
    assignments.map(({ annotator, item }) => `${annotator} ${itemSystems?.dialogues[item]}`),
  );
  return assignments.length - met.size;
}

test('every annotator meets every system evenly, and every item is rated as often as is wanted', () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const { faults, goals } = designCertificate(solved(shape));
      expect(faults).toEqual([]);
      expect(goals.filter(({ within }) => !within)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('with twice as many annotators as versions of a dialogue want, nobody meets one again', () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const roomy = { ...shape, annotators: 2 * shape.systems * shape.ratingsPerItem };
      expect(metAgain(solved(roomy))).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test('what is finished stays when somebody leaves and another comes, and the laws hold for those who are there', () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const design = solved({ ...shape, annotators: shape.annotators + 2 });
      const done = design.assignments.flatMap((_, index) => (index % 3 === 0 ? [index] : []));
      const later = designSolver.repair(design, { done, left: [0], joined: 1 }, createRandom(shape.seed));
      const { faults, goals } = designCertificate(later);
      expect(faults).toEqual([]);
      expect(goals.find(({ goal }) => goal === 'ratings')?.within).toBe(true);
      const key = ({ item, annotator }: StudyDesign['assignments'][number]) => `${item} ${annotator}`;
      const finished = new Set(later.assignments.filter((one) => one.finished).map(key));
      for (const index of done) {
        const one = design.assignments[index];
        expect(one && finished.has(key(one))).toBe(true);
      }
      for (const { item, systems } of later.assignments)
        expect(systems).toEqual([design.itemSystems?.systems[item]]);
    }),
    { numRuns: 60 },
  );
});
