// Tries a device in a process of its own: a library that fails to load prints to standard error, and a broken
// driver may end the process. Standard input holds {"model": BASE64, "provider": …}; one line of JSON comes back.
import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const { model, provider } = JSON.parse(readFileSync(0, 'utf8'));
try {
  const session = await InferenceSession.create(Buffer.from(model, 'base64'), {
    executionProviders: [provider],
    logSeverityLevel: 3,
    // Without this the processor would take over, without a word, what the device does not.
    extra: { session: { disable_cpu_ep_fallback: '1' } },
  });
  const { product } = await session.run({ x: new Tensor('float32', [1, 2, 3, 4], [2, 2]) });
  process.stdout.write(JSON.stringify({ product: [...product.data] }));
} catch (error) {
  process.stdout.write(JSON.stringify({ error: error.message }));
}
