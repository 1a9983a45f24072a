import { vitePlugin as remix } from '@remix-run/dev';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

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

export default defineConfig({
  plugins: [
    tailwindcss(),
    remix({
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
