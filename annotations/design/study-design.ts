/** What an assignment is to be solved for. Systems, items and annotators are numbered from 0. */
export interface DesignShape {
  /** The systems' names, or how many there are. */
  readonly systems: readonly string[] | number;
  /** The stratum of each item (its emotion, say; null is a stratum of its own), or how many items there are. */
  readonly items: readonly (string | null)[] | number;
  readonly annotators: number;
  readonly ratingsPerItem: number;
  /** The most items one annotator may be given. */
  readonly quota: number;
  /** How many responses stand side by side: all systems give complete blocks, fewer incomplete ones, 2 pairs. */
  readonly shown: number;
}

export interface PlannedAssignment {
  readonly item: number;
  readonly annotator: number;
  /** The systems shown, by position. */
  readonly systems: readonly number[];
  /** Done and rated: `repairDesign` never touches it. */
  readonly finished: boolean;
}

/** Places of an item that nobody present can take: all have rated it, or their quota is used up. */
export interface OpenPlaces {
  readonly item: number;
  readonly places: number;
}

/** Of items that show one system each: which, and what they have in common beside it. */
export interface ItemSystems {
  /** By item, numbered as the study orders them. */
  readonly systems: readonly number[];
  /** By item: the dialogue it is a version of. */
  readonly dialogues: readonly number[];
}

/** A solved assignment, as plain data: it goes through JSON unchanged. */
export interface StudyDesign {
  readonly systems: readonly string[];
  /** By item. */
  readonly strata: readonly (string | null)[];
  /** All who ever took part. */
  readonly annotators: number;
  /** Those of them who left; what they finished stays. */
  readonly left: readonly number[];
  readonly ratingsPerItem: number;
  readonly quota: number;
  readonly shown: number;
  /** By annotator, each one's in the order in which they come to them. */
  readonly assignments: readonly PlannedAssignment[];
  /** Empty unless annotators left whom nobody can stand in for. */
  readonly open: readonly OpenPlaces[];
  /** Complete blocks: the orders dealt, the rows of one Williams square or of a pair. Empty for incomplete ones. */
  readonly orders: readonly (readonly number[])[];
  /** In a study of dialogues, where every item shows one system: which, see one-system-items.ts. */
  readonly itemSystems?: ItemSystems | undefined;
}
