import type { EvaluationTable } from './evaluation.ts';

export const significance: EvaluationTable = {};
