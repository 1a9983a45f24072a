import type { EvaluationTable } from './evaluation.ts';

export const resampling: EvaluationTable = {};
