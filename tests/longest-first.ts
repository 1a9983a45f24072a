import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take long for their size, the longest first: they train models, start processes or drive a browser. Begun
 * last, one of them would keep a core while the others idle.
 */
const longest = [
  'tests/e2e/accessibility.test.ts',
  'tests/e2e/first-use.test.ts',
  'tests/e2e/published-answers.test.ts',
  'tests/e2e/checked-study.test.ts',
  'jobs/train-on-feedback.test.ts',
  'models/pool/pool-faults.test.ts',
  'models/pool/redis/redis-pool.test.ts',
  'jobs/handlers/import/kill-import.test.ts',
  'models/pool/start-pool.test.ts',
  'eval/protocol/golden.test.ts',
  'jobs/handlers/import/published-files.test.ts',
  'models/training/lempex.test.ts',
  'tests/campaigns/kill-nine.test.ts',
  'models/training/identifiers.test.ts',
  'cli/commands/generate.test.ts',
  'jobs/handlers/generate/kill-generate.test.ts',
  'app/components/study/study-form.test.tsx',
];

/** These first within their group; then, as usual, by how long a file took the last time, or else by its size. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = longest.indexOf(relative(this.ctx.config.root, moduleId).replaceAll('\\', '/'));
      return at === -1 ? longest.length : at;
    };
    const group = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    return (await super.sort(files)).sort((a, b) => group(a) - group(b) || place(a) - place(b));
  }
}
