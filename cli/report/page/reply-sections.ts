import { decodingWords } from '../measure-replies.ts';
import type { ReportParts } from '../measure-report.ts';
import type { LessMime, ReplyFigures } from '../part-replies.ts';
import type { Measured } from '../report-context.ts';
import { direction } from './difference-sentence.ts';
import { digitsOf, listed, missingRow, percentWithInterval, signed, table, withInterval } from './format.ts';

/** What the published systems are called. */
const publishedNames: Readonly<Record<string, string>> = {
  moel: 'MoEL',
  moel_repo_transformer: 'Transformer (MoEL’s)',
  mime_topk: 'MIME, top-k',
  mime_greedy: 'MIME, greedy',
  kemp: 'KEMP',
};

export function perplexitySection(perplexity: ReportParts['perplexity']): string {
  const rows = Object.entries(perplexity).map(([name, found]) =>
    found.status === 'measured'
      ? [name, withInterval(found.byWord, 2), withInterval(found.byToken, 2)]
      : missingRow(name, found.reason, 3),
  );
  return [
    '## Perplexity',
    '',
    'exp(total negative log-likelihood of the references ÷ (whitespace words of `reference_tokenized` + one end each)). The model scores the whole reference as the person wrote it, normalised as in training: every token of it and the end. LEMPEx is shown the exemplars that it finds when it answers.',
    '',
    table(['system', 'by word', 'by its own token'], rows),
    '',
    'The published 37.3 (MIME) is of a model with a closed vocabulary, for which all words outside it are one token; ours spell every word. The published 26.4 (LEMPEx) is a mean over batches of T5’s own tokens, of which a word has more than one.',
  ].join('\n');
}

export function repliesSection(replies: ReportParts['replies']): string {
  const columns = [
    'system',
    'BLEU-1',
    'BLEU-2',
    'BLEU-3',
    'BLEU-4',
    'Distinct-1',
    'Distinct-2',
    'words',
    'different replies',
  ];
  const published = Object.entries(replies.published).map(([name, figures]) =>
    replyRow(publishedNames[name] ?? name, figures),
  );
  const { distinct1, distinct2, length, different } = replies.references;
  const people = [
    'people (the references)',
    ...['–', '–', '–', '–'],
    withInterval(distinct1, 2),
    withInterval(distinct2, 2),
    withInterval(length, 2),
    withInterval(different, 1),
  ];
  const ours = (list: Readonly<Record<string, Measured<ReplyFigures>>>) =>
    Object.entries(list).map(([name, found]) =>
      found.status === 'measured' ? replyRow(name, found) : missingRow(name, found.reason, columns.length),
    );
  return [
    '## Replies',
    '',
    'Percent. BLEU is nlg-eval’s: corpus, one reference, no smoothing. Distinct-n is over the whole corpus. Our replies are lower-cased and tokenised as the references are.',
    '',
    '### Greedy',
    '',
    table(columns, ours(replies.own.greedy)),
    '',
    ...lessMime(replies.lessMime.greedy, 'MIME’s greedy answers'),
    '### Sampled',
    '',
    `${decodingWords.sampled[0]?.toUpperCase()}${decodingWords.sampled.slice(1)}, seed 1.`,
    '',
    table(columns, ours(replies.own.sampled)),
    '',
    ...lessMime(replies.lessMime.sampled, 'MIME’s top-k answers'),
    '### The published systems and people, on the same contexts',
    '',
    table(columns, [...published, people]),
  ].join('\n');
}

function replyRow(name: string, { bleu, distinct1, distinct2, length, different }: ReplyFigures): string[] {
  return [
    name,
    ...bleu.map((figure) => withInterval(figure, 2)),
    withInterval(distinct1, 2),
    withInterval(distinct2, 2),
    withInterval(length, 2),
    withInterval(different, 1),
  ];
}

/** Ours less MIME's, and which of them an interval tells apart. */
function lessMime(list: Readonly<Record<string, LessMime>>, answers: string): string[] {
  const found = Object.entries(list);
  if (found.length === 0) return [];
  const rows = found.map(([name, { bleu4, distinct1, distinct2 }]) => [
    name,
    signed(bleu4, 2),
    signed(distinct1, 2),
    signed(distinct2, 2),
  ]);
  const by = (wanted: ReturnType<typeof direction>) =>
    found.filter(([, { bleu4 }]) => direction(bleu4) === wanted).map(([name]) => name);
  const said = [
    [by('higher'), 'more than'],
    [by('lower'), 'less than'],
    [by('undecided'), 'what cannot be told from'],
  ] as const;
  const sentences = said.flatMap(([names, words]) =>
    names.length > 0
      ? [`In BLEU-4 ${listed(names)} ${names.length > 1 ? 'have' : 'has'} ${words} ${answers}.`]
      : [],
  );
  return [
    table([`less ${answers}, on the same contexts`, 'BLEU-4', 'Distinct-1', 'Distinct-2'], rows),
    '',
    sentences.join(' '),
    '',
  ];
}

export function emotionSection(emotion: ReportParts['emotion']): string {
  if (emotion.status !== 'measured') return `## Emotion\n\nNot measured: ${emotion.reason}.`;
  const { top1, top5, firstTurnTop1, firstTurnTop5 } = emotion;
  return [
    '## Emotion',
    '',
    'How often the label of the dialogue is what CAiRE’s head, which reads the context before the reply, finds likeliest, or among its five likeliest. Percent.',
    '',
    table(
      ['contexts', 'number', 'likeliest', 'among five'],
      [
        ['all', digitsOf(top1.n, 0), percentWithInterval(top1), percentWithInterval(top5)],
        [
          'first turns, one to a dialogue',
          digitsOf(firstTurnTop1.n, 0),
          percentWithInterval(firstTurnTop1),
          percentWithInterval(firstTurnTop5),
        ],
      ],
    ),
  ].join('\n');
}
