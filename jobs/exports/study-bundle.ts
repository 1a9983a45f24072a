import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { displayOf } from '#annotations/display.ts';
import { anonymousRaters } from '#annotations/exports/bundle/anonymous-raters.ts';
import { type BundleStudy, bundleFiles } from '#annotations/exports/bundle/bundle-format.ts';
import { assignmentLine, itemLine } from '#annotations/exports/bundle/held-study.ts';
import { bundleReadMe } from '#annotations/exports/bundle/read-me.ts';
import type { ExportedAssignment } from '#annotations/exports/exported-assignment.ts';
import { rDataHeader, rDataLines } from '#annotations/exports/r/r-data.ts';
import type { StudyReport } from '#annotations/report/study-report.ts';
import type { Db } from '#db/client.ts';
import { assignmentComments, exportedAssignments } from '#db/queries/exported-assignments.ts';
import { exportedItems } from '#db/queries/exported-items.ts';
import { studyDesign } from '#db/queries/study-design.ts';
import { gather } from './gather.ts';
import { renamedRaters } from './renamed-raters.ts';
import { type ReportTextFormat, reportText } from './report-texts.ts';
import { type StudyMaterial, studyMaterial } from './study-material.ts';

export interface BundleWanted {
  readonly studyId: string;
  readonly report: StudyReport;
  readonly withComments: boolean;
  /** The folder inside the archive. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

interface BundleFile {
  readonly name: string;
  readonly body: Buffer;
}

/**
 * A study as an archive (.tar.gz), file by file as it is read. Nobody in it has a name, and nothing a time of day. The
 * same study gives the same bytes.
 */
export function studyBundle(db: Db, wanted: BundleWanted): Readable {
  const archive = pack();
  const zipped = createGzip({ level: 6 });
  const entry = ({ name, body }: BundleFile) =>
    new Promise<void>((resolve, reject) => {
      const headers = {
        name: `${wanted.folder}/${name}`,
        size: body.length,
        mode: 0o644,
        mtime: new Date(0),
      };
      archive.entry(headers, body, (error) => (error ? reject(error) : resolve())).on('error', reject);
    });
  const fill = async () => {
    for await (const file of withSums(bundledFiles(db, wanted))) await entry(file);
    archive.finalize();
  };
  fill().catch((error: unknown) =>
    archive.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  // Whoever reads what is zipped learns of an error there, and where they stop, the archive is given up.
  pipeline(Readable.from(archive), zipped, () => archive.destroy());
  // Told once, to the reader; an error event that nobody listens to would end the process.
  for (const stream of [archive, zipped]) stream.on('error', () => {});
  return zipped;
}

/** The files, and after them their checksums in the form of `sha256sum`. */
async function* withSums(files: AsyncIterable<BundleFile>): AsyncGenerator<BundleFile> {
  let sums = '';
  for await (const file of files) {
    sums += `${createHash('sha256').update(file.body).digest('hex')}  ${file.name}\n`;
    yield file;
  }
  yield { name: bundleFiles.sums, body: Buffer.from(sums) };
}

async function* bundledFiles(db: Db, wanted: BundleWanted): AsyncGenerator<BundleFile> {
  const { studyId, withComments, signal } = wanted;
  const found = await studyMaterial(db, { studyId, report: wanted.report, signal });
  const names = anonymousRaters(await ratersOf(db, wanted));
  const material = renamedRaters(found, names);
  const { facts, made, report, version } = material;
  const text = (name: string, body: string): BundleFile => ({ name, body: Buffer.from(body) });
  const json = (name: string, value: unknown) => text(name, `${JSON.stringify(value, null, 2)}\n`);

  yield text('README.txt', bundleReadMe(facts, { version, withComments }));
  yield json(bundleFiles.study, bundleStudy(material));
  yield text('protocol.json', publicProtocol(facts));
  const { definition: _, definitionText: __, ...counts } = facts;
  yield json('facts.json', counts);
  const items = exportedItems(db, { studyId });
  yield await linesFile({ name: bundleFiles.items, values: items, lineOf: itemLine }, signal);
  const comments = withComments ? assignmentComments(db, studyId) : new Map<string, string>();
  const assignments = () => renamed(exportedAssignments(db, { studyId, include: report.include }), names);
  yield await linesFile(
    {
      name: bundleFiles.assignments,
      values: assignments(),
      lineOf: ({ original, ...one }) =>
        assignmentLine(one, comments.get(JSON.stringify([one.item, original]))),
    },
    signal,
  );
  const lineOf = (one: ExportedAssignment) => [...rDataLines(one, facts.criteria)].join('');
  yield await linesFile({ name: 'ratings.csv', header: rDataHeader, values: assignments(), lineOf }, signal);
  yield json('certificate.json', made);
  if (facts.design) yield json('design.json', studyDesign(db, studyId));
  yield json(bundleFiles.report, report);
  for (const [name, format] of texts)
    yield text(name, reportText(format, material, { dataFile: 'ratings.csv' }));
}

const texts: readonly (readonly [string, ReportTextFormat])[] = [
  ['tables.tex', 'latex'],
  ['methods.txt', 'methods'],
  ['heds.json', 'heds'],
  ['report.R', 'r'],
];

/** Byte for byte as it is stored, but for the codes by which a platform pays: whoever has them could ask to be paid. */
function publicProtocol({ definition, definitionText }: StudyMaterial['facts']): string {
  if (!definition.crowd) return definitionText;
  const { platform } = definition.crowd;
  return JSON.stringify({ ...definition, crowd: { platform } });
}

async function ratersOf(db: Db, { studyId, report, signal }: BundleWanted): Promise<string[]> {
  const raters = new Set<string>(report.excluded);
  await gather(
    exportedAssignments(db, { studyId, include: report.include }),
    ({ rater }) => raters.add(rater),
    signal,
  );
  return [...raters];
}

function* renamed(
  assignments: Iterable<ExportedAssignment>,
  names: ReadonlyMap<string, string>,
): Generator<ExportedAssignment & { readonly original: string }> {
  for (const one of assignments)
    yield { ...one, rater: names.get(one.rater) ?? one.rater, original: one.rater };
}

interface LinesFile<T> {
  readonly name: string;
  readonly header?: string;
  readonly values: Iterable<T>;
  readonly lineOf: (value: T) => string;
}

async function linesFile<T>(
  { name, header = '', values, lineOf }: LinesFile<T>,
  signal: AbortSignal | undefined,
): Promise<BundleFile> {
  const parts: Buffer[] = [Buffer.from(header)];
  await gather(values, (value) => parts.push(Buffer.from(lineOf(value))), signal);
  return { name, body: Buffer.concat(parts) };
}

function bundleStudy({ facts, report, version }: StudyMaterial): BundleStudy {
  const { name, kind, dataset, seed, ratingsPerItem, systems, criteria } = facts;
  return {
    format: 'workbench study bundle',
    version: 1,
    software: { workbench: version, node: process.version },
    study: {
      name,
      kind,
      dataset,
      seed,
      ratingsPerItem,
      ...(kind === 'live' && { display: displayOf(facts.definition) }),
      systems: [...systems],
      criteria: criteria.map((criterion) => ({ ...criterion, anchors: { ...criterion.anchors } })),
    },
    include: report.include,
    excluded: [...report.excluded],
    settings: { ...report.settings },
  };
}
