import { level, resamples } from '../figure.ts';
import type { ReportParts } from '../measure-report.ts';
import { claims } from './claims.ts';
import { empRlSection, identifiersSection } from './empathy-sections.ts';
import { digitsOf, table } from './format.ts';
import { lempexSection } from './lempex-section.ts';
import { negativeSection, retrieverSection } from './other-sections.ts';
import { emotionSection, perplexitySection, repliesSection } from './reply-sections.ts';

export interface SystemsReport {
  /** ISO 8601 */
  readonly date: string;
  readonly machine: string;
  readonly command: string;
  readonly data: {
    readonly contexts: number;
    readonly dialogues: number;
    /** Raw references that tokenise to the published ones. */
    readonly reproduced: number;
    /** Whether not all contexts were taken. */
    readonly isLimited: boolean;
  };
  readonly parts: Partial<ReportParts>;
  /** Written by hand, Markdown; null where nobody has. */
  readonly findings: string | null;
}

/** The page of results, everything in it from the figures but the findings. */
export function systemsPage(report: SystemsReport): string {
  const { parts } = report;
  const missing = (name: string) => `## ${name}\n\nNot measured in this run, nor kept from an earlier one.`;
  const sections = [
    parts.perplexity ? perplexitySection(parts.perplexity) : missing('Perplexity'),
    parts.replies ? repliesSection(parts.replies) : missing('Replies'),
    parts.emotion ? emotionSection(parts.emotion) : missing('Emotion'),
    parts.identifiers ? identifiersSection(parts.identifiers) : missing('Identifiers'),
    parts.emprl ? empRlSection(parts.emprl) : missing('EmpRL against t5-sft'),
    parts.lempex ? lempexSection(parts.lempex) : missing('LEMPEx and its parts'),
    parts.retriever ? retrieverSection(parts.retriever) : missing('Retriever'),
    parts.negative ? negativeSection(parts.negative) : missing('Negative training'),
  ];
  return `${[head(report), claimsSection(parts), ...sections, findingsSection(report.findings), signatures(parts)].join('\n\n')}\n`;
}

function head({ date, machine, command, data }: SystemsReport): string {
  const { contexts, dialogues, reproduced, isLimited } = data;
  const count = (value: number) => value.toLocaleString('en-US');
  return [
    '# What the systems reach',
    '',
    `${date.slice(0, 10)}, written by \`${command}\` on ${machine}. Everything but the last findings follows from the figures by the program.`,
    '',
    `${isLimited ? `**Only ${count(contexts)} contexts were taken, so nothing here is a result.** ` : ''}${count(contexts)} test contexts of EmpatheticDialogues in ${count(dialogues)} dialogues. In brackets stands the ${digitsOf(100 * level, 0)} % interval of a percentile bootstrap: ${count(resamples)} resamples of whole dialogues, since the contexts of a dialogue share most of what was said, and the same draws for all systems, so that differences are paired. Of Distinct-n, which every resample lowers, the spread of the resamples is laid about the value.`,
    '',
    `Our preprocessing makes exactly \`reference_tokenized\` of ${count(reproduced)} of the ${count(contexts)} raw references (${digitsOf((100 * reproduced) / contexts, 2)} %); for the others, which are missing or of another answer in the data, the tokenised reference is written together again and taken.`,
  ].join('\n');
}

function claimsSection(parts: Partial<ReportParts>): string {
  const rows = claims(parts).map(({ what, wanted, found, verdict }) => [
    what,
    wanted,
    found,
    verdict ?? (found === 'not measured' ? '' : 'reported'),
  ]);
  return [
    '## What was to be reached',
    '',
    table(['what', 'to reach', 'reached', ''], rows),
    '',
    '“Not surely”: the value is on that side of the mark and the interval on both. BLEU, Distinct and perplexity of other papers hang on their own preprocessing.',
  ].join('\n');
}

function findingsSection(findings: string | null): string {
  return `## What the replies are like\n\n${findings?.trim() ?? 'Nobody has written this yet.'}`;
}

/** Every signature once: two figures may be compared where theirs agree. */
function signatures(parts: Partial<ReportParts>): string {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value))
      if (key === 'signature' && typeof inner === 'string') found.add(inner);
      else walk(inner);
  };
  walk(parts);
  const groups = new Map<string, string[]>();
  for (const signature of [...found].sort()) {
    const [metric = signature, ...rest] = signature.split(/\|(?=data:|epitome )/);
    const shared = rest.join('|');
    groups.set(shared, [...(groups.get(shared) ?? []), metric]);
  }
  const lines = [...groups].flatMap(([shared, metrics]) => [
    `With \`${shared}\`:`,
    '',
    ...metrics.map((metric) => `- \`${metric}\``),
    '',
  ]);
  return ['## Signatures', '', ...lines].join('\n').trimEnd();
}
