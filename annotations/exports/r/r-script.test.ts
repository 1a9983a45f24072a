import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toyReport as reportOfTwo } from '../toy-report.ts';
import { rDataColumns, rDataHeader, rDataLines } from './r-data.ts';
import { rFormula, rScript } from './r-script.ts';
import { rString } from './r-text.ts';

const made = { dataFile: 'toy.csv', version: '0.1.0' };

/** The toy report with as many raters as R needs for every model. */
function toyReport(options?: Parameters<typeof reportOfTwo>[0]): ReturnType<typeof reportOfTwo> {
  const report = reportOfTwo(options);
  const criteria = report.criteria.map((one) => ({ ...one, counts: { ...one.counts, raters: 3 } }));
  return { ...report, criteria };
}

type Token = { readonly kind: 'text' | 'name' | 'number' | 'sign'; readonly text: string };

/** R's tokens without comments and space; throws at what R would not read, and where brackets do not match. */
function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  const open: string[] = [];
  const token =
    /\s+|#[^\n]*|(?<text>"(?:\\(?:["\\'nrt]|u[0-9a-f]{4})|[^"\\\n])*")|(?<name>[\p{L}.][\p{L}\p{N}._]*)|(?<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?)|(?<sign><-|%in%|%\*%|==|!=|<=|>=|::|[-+*/^~|&$,()[\]{}<>=!:])/uy;
  for (let at = 0; at < source.length; at = token.lastIndex) {
    token.lastIndex = at;
    const found = token.exec(source);
    if (!found) throw new Error(`R cannot read: ${source.slice(at, at + 40)}`);
    const [kind, text] = Object.entries(found.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    if (kind === undefined || text === undefined) continue;
    tokens.push({ kind: kind as Token['kind'], text });
    if (kind !== 'sign') continue;
    if ('([{'.includes(text)) open.push(text);
    const closes = ({ ')': '(', ']': '[', '}': '{' } as Record<string, string>)[text];
    if (closes !== undefined && open.pop() !== closes) throw new Error(`${text} closes nothing`);
  }
  if (open.length > 0) throw new Error(`${open.join('')} is not closed`);
  return tokens;
}

const kinds = ['scale', 'slider', 'yes-no', 'levels', 'ranking', 'choice'] as const;
const everyKind = toyReport({ criteria: kinds.map((kind) => ({ name: kind, label: `Of ${kind}`, kind })) });

test('the script is R that can be read, for every kind of criterion', () => {
  const tokens = tokensOf(rScript({ ...made, report: everyKind }));
  const calls = new Set(
    tokens.flatMap(({ kind, text }, at) => (kind === 'name' && tokens[at + 1]?.text === '(' ? [text] : [])),
  );
  for (const call of [
    'clmm',
    'lmer',
    'emmeans',
    'krippendorff',
    'two_way',
    'pairs_of',
    'strengths_of',
    'p.adjust',
  ])
    expect(calls).toContain(call);
});

test('whatever it calls is of R, of its packages, or defined in it before', () => {
  const tokens = tokensOf(rScript({ ...made, report: everyKind }));
  const defined = new Set(
    'library c data.frame read.csv paste factor logLik VarCorr summary pairs emmeans p.adjust nrow lapply split sapply t tapply as.character sum length mean sqrt qt max merge rank rep round min wilcox.test binom.test seq_len combn do.call rbind function if for return match exp log optim control list sort apply table clmm lmer glmer pmax log2 abs is.na character sign ncol as.data.frame unique pt emm_options colSums rowSums tabulate matrix diag switch cumsum outer'.split(
      ' ',
    ),
  );
  tokens.forEach(({ kind, text }, at) => {
    if (kind === 'name' && tokens[at + 1]?.text === '<-' && tokens[at + 2]?.text === 'function')
      defined.add(text);
    if (kind !== 'name' || tokens[at + 1]?.text !== '(') return;
    // Arguments that are functions of their own are called inside the function alone.
    if (text === 'part' || text === 'negative') return;
    expect(defined).toContain(text);
  });
});

test('every column it takes is one of the data or made by it', () => {
  const tokens = tokensOf(rScript({ ...made, report: everyKind }));
  const columns = new Set<string>([...rDataColumns]);
  tokens.forEach(({ text }, at) => {
    if (text !== '$' || (tokens[at - 1]?.text !== 'd' && tokens[at - 1]?.text !== 'data')) return;
    const column = tokens[at + 1]?.text ?? '';
    if (tokens[at + 2]?.text === '<-') columns.add(column);
    expect(columns).toContain(column);
  });
});

test('comments tell the number that each line gives', () => {
  const script = rScript({ ...made, report: toyReport() });
  expect(script).toContain('# report: alpha: 4.500 [4.250, 4.750]\n');
  expect(script).toContain('logLik(fit) # report: -30.500\n');
  expect(script).toContain('# report: alpha - beta: 0.750 [0.500, 1.000], p = 0.2100\n');
  expect(script).toContain('# report: alpha - beta: -0.375 [-0.625, -0.125], 5/1/2, p = 0.2100\n');
  expect(script).toContain('krippendorff(units, "ordinal") # report: 0.5000 [0.3750, 0.6250]\n');
  expect(script).toContain('clmm(rating ~ system + (1 | item) + (1 | rater), data = d)');
  expect(script).toContain('which has not run it.');
});

test('what R would stop at is left out, so that the rest is made', () => {
  const ofTwo = rScript({ ...made, report: reportOfTwo() });
  expect(ofTwo).not.toContain('clmm(');
  expect(ofTwo).toContain('# The mixed model is left out: clmm refuses');
  expect(ofTwo).toContain('krippendorff(units,');
  const report = reportOfTwo();
  const criteria = report.criteria.map((one) => ({
    ...one,
    agreement: { ...one.agreement, unitsWithTwo: 0 },
  }));
  expect(rScript({ ...made, report: { ...report, criteria } })).not.toContain('krippendorff(units,');
});

test('two values make a logistic model, a slider a linear one, a ranking turns the sign', () => {
  const of = (kind: (typeof kinds)[number]) =>
    rScript({ ...made, report: toyReport({ criteria: [{ name: 'x', kind }] }) });
  expect(of('yes-no')).toContain('lme4::glmer(yes ~ system');
  expect(of('slider')).toContain('lme4::lmer(value ~ system');
  expect(of('ranking')).toContain('pairs_of(d, "ranking", sign = -1)');
  expect(of('choice')).toContain('pairs_of(d, "choice")');
  const worst = toyReport({ criteria: [{ name: 'worst', kind: 'choice' }] });
  expect(rScript({ ...made, report: worst })).toContain('pairs_of(d, "choice", sign = -1)');
});

test('random effects of responses and tastes are the columns that the script makes', () => {
  const formula = 'rating ~ system + log2(words) + (1 | item) + (1 | item:system) + (1 | rater:system)';
  expect(rFormula({ formula })).toBe('system + log2_words + (1 | item) + (1 | response) + (1 | taste)');
});

test('whatever systems, criteria and studies are called, R can read it and has the names right', () => {
  const name = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.constantFrom('"', '\\', "'", '#', 'a\nb', '%in%', '\u0001', '")\nquit()'),
  );
  fc.assert(
    fc.property(name, fc.uniqueArray(name, { minLength: 2, maxLength: 3 }), (study, systems) => {
      const report = toyReport({ study, systems, criteria: [{ name: study, label: study }] });
      const tokens = tokensOf(rScript({ ...made, report }));
      const at = tokens.findIndex(({ text }) => text === 'systems');
      const read = tokens
        .slice(
          at,
          tokens.findIndex(({ text }) => text === 'level'),
        )
        .filter(({ kind }) => kind === 'text')
        .map(({ text }) => JSON.parse(text));
      expect(read).toEqual(systems.map((one) => one.replaceAll('\0', '')));
    }),
    { numRuns: 60 },
  );
  expect(rString('a"b\\c\td')).toBe('"a\\"b\\\\c\\u0009d"');
});

test('the data are a row an answer about a response, with what the response looks like', () => {
  const lines = [
    ...rDataLines(
      {
        item: 'c1#1',
        conv_id: 'c1',
        turn_index: 1,
        emotion: null,
        rater: 'R01',
        sequence: 0,
        status: 'submitted',
        responses: [
          { system: 'a', text: 'Oh no, why?', position: 1, values: { empathy: 4, better: 1 } },
          { system: 'b', text: 'Well!', position: 2, values: { empathy: 2 } },
        ],
      },
      [
        { name: 'empathy', kind: 'scale' },
        { name: 'better', kind: 'choice' },
      ],
    ),
  ];
  const rows = parse(rDataHeader + lines.join(''), { columns: true }) as Record<string, string>[];
  expect(rows.map(({ criterion, system, value }) => `${criterion} ${system} ${value}`)).toEqual([
    'empathy a 4',
    'empathy b 2',
    'better a 1',
    'better b 0',
  ]);
  expect(rows[0]).toMatchObject({ words: '3', question: '1', exclamation: '0', position: '1', emotion: '' });
});
