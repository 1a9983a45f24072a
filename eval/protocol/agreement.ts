import type { EvaluationTable } from './evaluation.ts';

export const agreement: EvaluationTable = {};
