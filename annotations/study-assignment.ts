import type { Random } from '#lib/rng.ts';
import { asOneSystem, withItemSystems } from './design/one-system-items.ts';
import { planDesign } from './design/plan-design.ts';
import { type DesignChange, repairDesign } from './design/repair-design.ts';
import type { DesignShape, ItemSystems, StudyDesign } from './design/study-design.ts';
import { type StudyDefinition, shownAtOnce } from './study-definition.ts';

/** Solves studies' assignments. Given to the queries that store them, because those hold no logic of their own. */
export interface DesignSolver {
  /**
   * @returns null where the study's items are dealt as annotators come
   */
  readonly plan: (
    definition: StudyDefinition,
    items: {
      /** The stratum of each, in the order of the sample. */
      readonly strata: readonly (string | null)[];
      /** Where each shows one system. */
      readonly itemSystems?: ItemSystems | undefined;
    },
    random: Random,
  ) => StudyDesign | null;
  readonly repair: (design: StudyDesign, change: DesignChange, random: Random) => StudyDesign;
}

export const designSolver: DesignSolver = {
  plan: (definition, { strata, itemSystems }, random) => {
    const shape = designShape(definition, strata);
    if (!shape || !itemSystems) return shape && planDesign(shape, random);
    const solved = planDesign({ ...shape, systems: [''], shown: 1 }, random);
    return {
      ...withItemSystems(solved, { names: definition.systems, items: itemSystems, random }),
      itemSystems,
    };
  },
  repair: (design, change, random) => {
    const { itemSystems, systems: names } = design;
    if (!itemSystems) return repairDesign(design, change, random);
    const solved = repairDesign(asOneSystem(design), change, random);
    return withItemSystems(solved, { names, items: itemSystems, random });
  },
};

function designShape(study: StudyDefinition, strata: readonly (string | null)[]): DesignShape | null {
  const { systems, ratingsPerItem, assignment } = study;
  if (!assignment) return null;
  const { annotators, itemsPerAnnotator } = assignment;
  return {
    systems,
    items: strata,
    annotators,
    ratingsPerItem,
    quota: itemsPerAnnotator ?? strata.length,
    shown: shownAtOnce(study),
  };
}
