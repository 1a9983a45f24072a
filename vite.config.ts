import { vitePlugin as remix } from '@remix-run/dev';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin } from 'vite';

declare module '@remix-run/node' {
  interface Future {
    v3_singleFetch: true;
  }
}

const serverOnly = [
  'better-sqlite3',
  'drizzle-orm',
  '@node-rs/argon2',
  'pino',
  'express',
  'csv-parse',
  'commander',
];

/**
 * Models find their processes, checkpoints and folders from their own place, so that a copy of them inside the build
 * would look beside the build: the server's pages use the door to the models where it stands.
 */
const modelsStayOutside: Plugin = {
  name: 'models-stay-outside',
  apply: 'build',
  enforce: 'pre',
  resolveId: (id, _, { ssr }) => (ssr && id.startsWith('#models/') ? { id, external: true } : null),
};

export default defineConfig({
  plugins: [
    modelsStayOutside,
    tailwindcss(),
    remix({
      // All that is in it is removed by each build.
      buildDirectory: 'build/pages',
      future: {
        v3_fetcherPersist: true,
        v3_lazyRouteDiscovery: true,
        v3_relativeSplatPath: true,
        v3_routeConfig: true,
        v3_singleFetch: true,
        v3_throwAbortReason: true,
        unstable_optimizeDeps: true,
      },
    }),
  ],
  optimizeDeps: { exclude: serverOnly },
  ssr: { external: serverOnly },
  build: { sourcemap: false },
});
