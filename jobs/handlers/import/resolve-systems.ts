import type { Db } from '#db/client.ts';
import { findImportedRun, findSystem } from '#db/queries/import-target.ts';
import type { RowProblems } from './row-problems.ts';

/** A file that names more systems than this has something else where the names belong. */
export const maxSystemsAFile = 100;

/** The systems that a file names, and the runs they have already. Every name is looked up once. */
export class SystemNames {
  private readonly runs = new Map<string, string | undefined>();

  constructor(
    private readonly db: Db,
    private readonly options: {
      readonly datasetId: string | undefined;
      /** Whether answers may be added to a system that generates its own. */
      readonly allowsAnyKind?: boolean;
    },
  ) {}

  get names(): string[] {
    return [...this.runs.keys()];
  }

  /** The run whose answers have landed before, if there is one. A name that cannot be used goes to `problems`. */
  runOf(name: string, line: number, problems: RowProblems): string | undefined {
    if (this.runs.has(name)) return this.runs.get(name);
    if (this.runs.size >= maxSystemsAFile) {
      problems.add(
        line,
        `more than ${maxSystemsAFile} systems are named. Check that the systems' names stand where they belong.`,
      );
      problems.finish();
    }
    const system = findSystem(this.db, name);
    if (system && system.kind !== 'imported' && !this.options.allowsAnyKind)
      problems.add(
        line,
        `the system ${name} is one that answers by itself here; give the imported answers another name.`,
      );
    const { datasetId } = this.options;
    const run =
      system && datasetId ? findImportedRun(this.db, { datasetId, systemId: system.id }) : undefined;
    this.runs.set(name, run);
    return run;
  }
}
