import { basename, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CliContext } from '../context.ts';
import { userPath } from '../user-path.ts';

interface PackFlags {
  readonly out: string;
  readonly format: 'int8' | 'f16' | 'f32';
  readonly after: readonly string[];
  readonly replace?: boolean;
  readonly retriever?: string;
}

export function registerCheckpointCommands(program: Command, cli: CliContext): void {
  const group = program.command('checkpoint').description('folders of weights, as they ship');
  group
    .command('pack')
    .description('write a checkpoint in another number format, with a manifest and a model card')
    .argument('<dir>', 'the folder of a checkpoint: trained here, downloaded, or packed before')
    .requiredOption('--out <dir>', 'the folder to write')
    .addOption(
      new Option('--format <format>', 'int8: a quarter of the size; f16, f32: as other programs read it')
        .choices(['int8', 'f16', 'f32'])
        .default('int8'),
    )
    .option(
      '--after <dir>',
      'the folder of a training that this one started from, for the card; the earliest first',
      (dir: string, before: readonly string[]) => [...before, dir],
      [] as readonly string[],
    )
    .option('--retriever <dir>', 'encoders that find the exemplars of LEMPEx, to go into its folder')
    .option('--replace', 'replace a packed checkpoint in --out')
    .addHelpText(
      'after',
      '\nExample:\n  $ npm run --silent workbench -- checkpoint pack trained/t5-sft --out models/checkpoints/t5-sft\n\ncheckpoint.json lists the files with their SHA-256. README.md, the model card, is made from training.json where there is one.',
    )
    .action(async (dir: string, { out, format, after, replace = false, retriever }: PackFlags) => {
      const [{ packCheckpoint }, { earlierTrainings, modelCard, trainingRecordOf }, { retrieverFolder }] =
        await Promise.all([
          import('#models/weights/pack-checkpoint.ts'),
          import('#models/training/model-card.ts'),
          import('#models/weights/retriever-folder.ts'),
        ]);
      const from = userPath(dir);
      const target = userPath(out);
      const record = trainingRecordOf(from);
      const earlier = record
        ? earlierTrainings(
            record,
            after.map((folder) => userPath(folder)),
          )
        : [];
      const finds = retriever === undefined ? undefined : userPath(retriever);
      const own = trainingRecordOf(finds ?? join(from, retrieverFolder));
      const name = basename(resolve(target));
      const card = record && modelCard({ name, record, earlier, retriever: own });
      const manifest = await packCheckpoint(from, target, { format, card, replace, retriever: finds });
      const bytes = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);
      if (!record) cli.note('There is no training.json, so no model card was made: write README.md by hand.');
      cli.json({ dir: target, bytes, ...manifest });
      cli.print(`${(bytes / 1e6).toFixed(1)} MB in ${target}.`);
    });
}
