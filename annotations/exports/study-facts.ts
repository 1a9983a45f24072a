import type { DesignCertificate } from '../design/design-certificate.ts';
import type { EndingKind } from '../flow/crowd.ts';
import type { CriterionKind } from '../report/study-report.ts';
import type { StudyDefinition } from '../study-definition.ts';

/** What a study is, beside its ratings: what a methods section, a datasheet and a bundle tell of it. No names of people. */
export interface StudyFacts {
  readonly name: string;
  readonly kind: 'live' | 'imported';
  readonly status: 'draft' | 'open' | 'closed';
  readonly dataset: string;
  readonly licence: string;
  /** The definition as it is stored, byte for byte: what `protocolHash` is the SHA-256 of. */
  readonly definitionText: string;
  readonly definition: StudyDefinition;
  readonly protocolHash: string | null;
  readonly seed: number;
  readonly ratingsPerItem: number;
  /** In the study's order. */
  readonly systems: readonly FactSystem[];
  readonly criteria: readonly FactCriterion[];
  readonly items: number;
  /** Different emotion labels of the items; 0 where they have none. */
  readonly emotions: number;
  /** How many turns the contexts have. */
  readonly turns: { readonly fewest: number; readonly most: number };
  /** Of the solved assignment; null where items were dealt as annotators came. */
  readonly design: {
    readonly annotators: number;
    readonly shown: number;
    readonly quota: number;
    readonly revision: number;
  } | null;
  readonly annotators: { readonly joined: number; readonly consented: number; readonly left: number };
  /** Assignments by what they are for and what became of them. */
  readonly assignments: readonly {
    readonly role: AssignmentRole;
    readonly status: 'active' | 'submitted' | 'skipped' | 'expired';
    readonly count: number;
  }[];
  /** How people’s parts ended, where that is known. */
  readonly endings: readonly { readonly kind: EndingKind; readonly count: number }[];
  /** Whose answers a researcher left out, and why. */
  readonly exclusions: readonly { readonly rater: string; readonly reason: string }[];
  /** Looks at the results that were taken before its end, the oldest first: at which share of the ratings, on which day. */
  readonly looks: readonly { readonly fraction: number; readonly day: string }[];
  /** What happened to the study, by day, the oldest first. */
  readonly log: readonly { readonly kind: string; readonly detail: string; readonly day: string }[];
  /** Days, as 2026-01-05. */
  readonly openedOn: string | null;
  readonly closedOn: string | null;
}

export type AssignmentRole = 'task' | 'repeat' | 'gold' | 'attention' | 'qualification';

export interface FactSystem {
  readonly name: string;
  readonly kind: 'human' | 'imported' | 'generator' | 'remote';
  readonly run: string;
}

export interface FactCriterion {
  readonly name: string;
  readonly kind: CriterionKind;
  readonly label: string;
  readonly question: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number | null;
  readonly anchors: Readonly<Record<string, string>>;
  /** In a study of dialogues: asked of every listener turn, or once of the whole. */
  readonly about?: 'turn' | 'dialogue' | undefined;
}

/** What was made of the study: the counts of what was shown and finished. */
export interface StudyMade {
  readonly certificate: DesignCertificate;
  /** Whether the ratings tell where responses stood. */
  readonly tellsPositions: boolean;
}

/** How often assignments of a role, and of a status where it is named, are counted. */
export function countAssignments(
  { assignments }: Pick<StudyFacts, 'assignments'>,
  { role, status }: { readonly role: AssignmentRole; readonly status?: string },
): number {
  return assignments
    .filter((one) => one.role === role && (status === undefined || one.status === status))
    .reduce((sum, { count }) => sum + count, 0);
}
