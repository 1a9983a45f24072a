import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { addDeviceOptions, type DeviceFlags, sessionOptions } from '../device-options.ts';
import { userPath } from '../user-path.ts';

export function registerLogitsCommand(program: Command, cli: CliContext): void {
  const command = program
    .command('logits')
    .description('logits of a model for the token ids of each JSON line on standard input')
    .requiredOption(
      '--model <dir>',
      'a Hugging Face folder of a GPT, GPT-2, T5 or BERT: config.json and safetensors',
    );
  addDeviceOptions(command)
    .addHelpText(
      'after',
      '\nExample:\n  $ npm run --silent workbench -- logits --model gpt2 < ids.jsonl\n\nwith lines such as {"id": 1, "input_ids": [[4, 8, 15]]}. A line may have attention_mask, token_type_ids (BERT) and decoder_input_ids (T5) of the same form.\nA line that cannot be answered gets {"id": …, "error": {"code": …, "message": …}}.',
    )
    .action(async ({ model: dir, ...flags }: { readonly model: string } & DeviceFlags) => {
      const options = await sessionOptions(flags);
      const [{ loadModel }, { answerLogits }] = await Promise.all([
        import('#models/runtime/loaded-model.ts'),
        import('../answer-logits.ts'),
      ]);
      const model = await loadModel(userPath(dir), options);
      try {
        const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
        for await (const line of lines)
          await cli.write(`${JSON.stringify(await answerLogits(model, line))}\n`);
      } finally {
        await model.dispose();
      }
    });
}
