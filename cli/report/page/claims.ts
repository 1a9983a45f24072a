import { type Figure, type Verdict, verdict } from '../figure.ts';
import type { ReportParts } from '../measure-report.ts';
import type { Measured } from '../report-context.ts';
import { allOf, anyOf, digitsOf, percentWithInterval, signed, withInterval } from './format.ts';

/** A row of the table of what was to be reached. */
export interface Claim {
  readonly what: string;
  readonly wanted: string;
  readonly found: string;
  /** Null where it was not measured, or is reported without a mark to reach. */
  readonly verdict: Verdict | null;
}

type Parts = Partial<ReportParts>;
type Found<T> = readonly (readonly [string, T])[];

function measuredOf<T>(values: Readonly<Record<string, Measured<T>>> | undefined): Found<T> {
  return Object.entries(values ?? {}).flatMap(([name, found]) =>
    found.status === 'measured' ? [[name, found as unknown as T] as const] : [],
  );
}

const absent = (what: string, wanted: string): Claim => ({
  what,
  wanted,
  found: 'not measured',
  verdict: null,
});

export function claims(parts: Parts): Claim[] {
  return [
    ...perplexityClaims(parts),
    bleuClaim(parts),
    distinctClaim(parts),
    ...emotionClaims(parts),
    ...identifierClaims(parts),
    ...empRlClaims(parts),
    ...lempexClaims(parts),
    retrieverClaim(parts),
    ...negativeClaims(parts),
  ];
}

function perplexityClaims({ perplexity }: Parts): Claim[] {
  const found = measuredOf(perplexity);
  const [best] = [...found].sort(([, a], [, b]) => a.byWord.value - b.byWord.value);
  return [37.3, 26.4].map((atMost) => {
    const what = 'perplexity per word, best of ours';
    if (!best) return absent(what, `≤ ${atMost}`);
    const [name, { byWord }] = best;
    return {
      what,
      wanted: `≤ ${atMost}`,
      found: `${name}: ${withInterval(byWord, 2)}`,
      verdict: verdict(byWord, { atMost }),
    };
  });
}

function bleuClaim({ replies }: Parts): Claim {
  const [what, wanted] = ['BLEU-4, greedy, best of ours', '≥ 2.76'];
  const four = measuredOf(replies?.own.greedy).flatMap(([name, { bleu }]) =>
    bleu[3] ? [[name, bleu[3]] as const] : [],
  );
  const [best] = [...four].sort(([, a], [, b]) => b.value - a.value);
  if (!best) return absent(what, wanted);
  return {
    ...{ what, wanted },
    found: `${best[0]}: ${withInterval(best[1], 2)}`,
    verdict: verdict(best[1], { atLeast: 2.76 }),
  };
}

function distinctClaim({ replies }: Parts): Claim {
  const what = 'Distinct-1/2 in %, sampled, with BLEU-4';
  const wanted = '≥ 0.64 / 4.3 with ≥ 1.76, in one system';
  const all = measuredOf(replies?.own.sampled).map(([name, { distinct1, distinct2, bleu }]) => {
    const marks: [Figure | undefined, number][] = [
      [distinct1, 0.64],
      [distinct2, 4.3],
      [bleu[3], 1.76],
    ];
    const each = marks.map(([found, atLeast]): Verdict => (found ? verdict(found, { atLeast }) : 'no'));
    const figures = marks.map(([found]) => digitsOf(found?.value ?? Number.NaN, 2));
    return { found: `${name}: ${figures[0]} / ${figures[1]}, BLEU-4 ${figures[2]}`, verdict: allOf(each) };
  });
  if (all.length === 0) return absent(what, wanted);
  return {
    ...{ what, wanted },
    found: all.map(({ found }) => found).join('; '),
    verdict: anyOf(all.map((each) => each.verdict)),
  };
}

function emotionClaims({ emotion }: Parts): Claim[] {
  return [0.35, 0.45].map((atLeast) => {
    const what = 'emotion accuracy of CAiRE’s head, 32 classes';
    if (emotion?.status !== 'measured') return absent(what, `≥ ${atLeast}`);
    return {
      what,
      wanted: `≥ ${atLeast}`,
      found: withInterval(emotion.top1, 3),
      verdict: verdict(emotion.top1, { atLeast }),
    };
  });
}

const identifierMarks = [
  { emotionalReaction: 0.6, interpretation: 0.5, exploration: 0.6 },
  { emotionalReaction: 0.74, interpretation: 0.63, exploration: 0.73 },
] as const;

function identifierClaims({ identifiers }: Parts): Claim[] {
  const sets = Object.entries(identifiers ?? { reward: undefined, judge: undefined });
  return identifierMarks.flatMap((marks) =>
    sets.map(([set, found]) => {
      const wanted = Object.values(marks)
        .map((mark) => `≥ ${mark.toFixed(2)}`)
        .join(' / ');
      const what = `identifiers (${set}), macro-F1 on the test part, ER / IP / EX`;
      if (found?.status !== 'measured') return absent(what, wanted);
      const { emotionalReaction, interpretation, exploration } = found.test;
      const figures = [emotionalReaction, interpretation, exploration].map(({ macroF1 }) => macroF1);
      return {
        ...{ what, wanted },
        found: figures.map((macroF1) => withInterval(macroF1, 3)).join(' / '),
        verdict: allOf(
          Object.values(marks).map(
            (atLeast, at): Verdict => (figures[at] ? verdict(figures[at], { atLeast }) : 'no'),
          ),
        ),
      };
    }),
  );
}

function empRlClaims({ emprl }: Parts): Claim[] {
  const names = {
    probability: 'EmpRL over t5-sft: mean probability of the target levels, judge set',
    f1: 'EmpRL over t5-sft: Emp-F1, judge set',
    perplexity: 'EmpRL’s perplexity ÷ t5-sft’s',
    distinct: 'EmpRL’s Distinct-2 less t5-sft’s',
  };
  const higher = 'higher, the interval excludes 0';
  if (emprl?.status !== 'measured')
    return [
      absent(names.probability, higher),
      absent(names.f1, higher),
      absent(names.perplexity, '≤ 1.10'),
      absent(names.distinct, '≥ 0'),
    ];
  const { judge, perplexityRatio, distinct2 } = emprl;
  // "Higher" asks for the whole interval, so that nothing between yes and no is left.
  const gain = (what: string, difference: Figure | undefined): Claim =>
    difference
      ? { what, wanted: higher, found: signed(difference, 2), verdict: difference.low > 0 ? 'yes' : 'no' }
      : absent(what, higher);
  const judged = judge.status === 'measured' ? judge : undefined;
  return [
    gain(names.probability, judged?.probability.difference),
    gain(names.f1, judged?.empathyF1.difference),
    {
      what: names.perplexity,
      wanted: '≤ 1.10',
      found: withInterval(perplexityRatio, 3),
      verdict: verdict(perplexityRatio, { atMost: 1.1 }),
    },
    {
      what: names.distinct,
      wanted: '≥ 0',
      found: signed(distinct2.difference, 2),
      verdict: verdict(distinct2.difference, { atLeast: 0 }),
    },
  ];
}

function lempexClaims({ lempex }: Parts): Claim[] {
  const variants = [
    ['LEMPEx with exemplars over without', 'lempex-no-exemplars'],
    ['LEMPEx with the losses over without', 'lempex-no-losses'],
  ] as const;
  return variants.map(([what, without]) => {
    const found = lempex?.contrasts.find((contrast) => contrast.without === without);
    if (!found) return absent(what, 'reported');
    const { perplexityRatio, bleu4 } = found;
    const words = `perplexity × ${withInterval(perplexityRatio, 3)}; BLEU-4 (greedy) ${signed(bleu4, 2)}`;
    return { what, wanted: 'reported', found: words, verdict: null };
  });
}

function retrieverClaim({ retriever }: Parts): Claim {
  const what = 'retriever, recall@10 of the true reply among 100';
  if (!retriever) return absent(what, 'reported');
  const { bm25, dpr } = retriever;
  const learned = dpr.status === 'measured' ? percentWithInterval(dpr.at10) : 'not measured';
  const found = `dpr ${learned} %; BM25 ${percentWithInterval(bm25.at10)} %`;
  return { what, wanted: 'reported', found, verdict: null };
}

function negativeClaims({ negative }: Parts): Claim[] {
  const names = [
    ['negative training: log-probability of a reported token', 'falls'],
    ['negative training: hit rate', '0'],
    ['negative training: perplexity, after ÷ before', '≤ 1.02'],
  ] as const;
  if (negative?.status !== 'measured') return names.map(([what, wanted]) => absent(what, wanted));
  const { before, after } = negative;
  const ratio = after.wordPerplexity / before.wordPerplexity;
  const found: [string, boolean][] = [
    [
      `${digitsOf(before.tokenLogProbability, 2)} to ${digitsOf(after.tokenLogProbability, 2)}`,
      after.tokenLogProbability < before.tokenLogProbability,
    ],
    [`${before.hitRate.toFixed(3)} to ${after.hitRate.toFixed(3)}`, after.hitRate === 0],
    [ratio.toFixed(4), ratio <= 1.02],
  ];
  return names.map(([what, wanted], at) => {
    const [text = '', isReached = false] = found[at] ?? [];
    return { what, wanted, found: text, verdict: isReached ? 'yes' : 'no' };
  });
}
